using Postamt.Directory.Operations.Accounts;

namespace Postamt.Server.Verbs;

/// <summary>One account in full.</summary>
internal static class AccountPage
{
    internal static int Print(IVerbHost host, bool json, AccountDetails details, string department)
    {
        var account = details.Account;
        if (json) return VerbResult.Print(host, json, Shape(details, department), "");
        return VerbResult.Print(
            host,
            json,
            [
                ("Address", account.PrimaryAddress.ToString()),
                ("Name", account.DisplayName),
                ("State", account.State.ToString()),
                ("Role", details.Role.ToString()),
                ("Department", department),
                ("Locale", account.Locale),
                ("Time zone", account.TimeZone),
                ("Quota", account.QuotaOctets == 0 ? "none" : $"{account.QuotaOctets >> 20} MiB"),
                .. details.Addresses.Skip(1).Select(alias => ("Alias", alias.ToString())),
                .. details.Credentials.Select(credential => ("Credential", $"{credential.Id.Value} {credential.Kind} {credential.Label} {credential.Scopes}")),
            ],
            static row => row,
            ("", row => row.Item1),
            ("", row => row.Item2));
    }

    private static object Shape(AccountDetails details, string department) => new
    {
        id = details.Account.Id.Value,
        address = details.Account.PrimaryAddress.ToString(),
        details.Account.DisplayName,
        details.Account.State,
        details.Role,
        department,
        details.Account.Locale,
        details.Account.TimeZone,
        details.Account.QuotaOctets,
        aliases = details.Addresses.Skip(1).Select(alias => alias.ToString()),
        credentials = details.Credentials.Select(credential => new { id = credential.Id.Value, credential.Kind, credential.Label, credential.Scopes }),
    };
}
