using Postamt.Directory.Operations.Accounts;

namespace Postamt.Server.Verbs;

/// <summary>One account in full.</summary>
internal static class AccountPage
{
    internal static int Print(IVerbHost host, bool json, AccountDetails details)
    {
        var account = details.Account;
        return VerbResult.Print(
            host,
            json,
            [
                ("Address", account.PrimaryAddress.ToString()),
                ("Name", account.DisplayName),
                ("State", account.State.ToString()),
                ("Role", details.Role.ToString()),
                ("Locale", account.Locale),
                ("Time zone", account.TimeZone),
                ("Quota", account.QuotaOctets == 0 ? "none" : $"{account.QuotaOctets >> 20} MiB"),
                .. details.Addresses.Skip(1).Select(alias => ("Alias", alias.ToString())),
                .. details.Credentials.Select(credential => ("Credential", $"{credential.Id.Value} {credential.Kind} {credential.Label} {credential.Scopes}")),
            ],
            row => new Dictionary<string, string> { [row.Item1] = row.Item2 },
            ("", row => row.Item1),
            ("", row => row.Item2));
    }
}
