using System.CommandLine;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Credentials;
using Postamt.Directory.Operations.Roles;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>account add|list|show|set|remove|password|app-password</c> and <c>role set</c>.</summary>
internal static class AccountVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var address = Arguments.Address();
        var name = new Option<string?>("--name") { Description = "Display name" };
        var locale = new Option<string?>("--locale") { Description = "Language: en, de or zh-Hans" };
        var zone = new Option<string?>("--time-zone") { Description = "IANA name" };
        var quota = Arguments.Size("--quota", "Room for mail; 0 for no limit");
        var state = new Option<EntityState?>("--state") { Description = "Active, Suspended or Leaving" };
        var label = new Option<string>("--label") { Description = "What it is for, as in phone", Required = true };
        return Verb.Group(
            "account",
            "People's mailboxes",
            Verb.Make(host, "add", "Adds an account", async (parsed, office) =>
            {
                var password = await PasswordInput.ReadAsync(parsed, host);
                var made = await office.Operations.RunAsync(
                    new CreateAccount(parsed.GetValue(address)!, parsed.GetValue(name) ?? "", parsed.GetValue(locale), parsed.GetValue(zone), parsed.GetValue(quota) ?? 0, null, password),
                    Verb.Actor);
                return VerbResult.Finish(host, made, row => Print(host, parsed.GetValue(Verb.Json), [row]));
            }, address, name, locale, zone, quota, PasswordInput.Flag, PasswordInput.FromInput),
            Verb.Make(host, "list", "Lists accounts", async (parsed, office) =>
            {
                var all = await Pages.AllAsync(page => office.Operations.AskAsync(new ListAccounts(null, page), Verb.Actor, default));
                return VerbResult.Finish(host, all, rows => Print(host, parsed.GetValue(Verb.Json), rows));
            }),
            Verb.Make(host, "show", "Shows an account with its addresses and credentials", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var shown = await office.Operations.AskAsync(new ShowAccount(account.Id), Verb.Actor, default);
                    return VerbResult.Finish(host, shown, details => AccountPage.Print(host, parsed.GetValue(Verb.Json), details));
                }), address),
            Verb.Make(host, "set", "Changes an account", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var set = await office.Operations.RunAsync(
                        new SetAccount(account.Id, parsed.GetValue(name), null, parsed.GetValue(state), parsed.GetValue(locale), parsed.GetValue(zone), parsed.GetValue(quota)),
                        Verb.Actor);
                    return VerbResult.Finish(host, set, row => Print(host, parsed.GetValue(Verb.Json), [row]));
                }), address, name, state, locale, zone, quota),
            Verb.Make(host, "remove", "Removes an account with all its mail", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var removed = await office.Operations.RunAsync(new RemoveAccount(account.Id), Verb.Actor);
                    return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = account.PrimaryAddress.ToString() }, $"Removed {account.PrimaryAddress} and its mail."));
                }), address),
            Verb.Make(host, "password", "Sets an account's password", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    if (await PasswordInput.ReadAsync(parsed, host) is not { } password) return VerbResult.Refuse(host, "no-password", "Give the new password by --password-stdin or --password.");
                    var set = await office.Operations.RunAsync(new SetPassword(account.Id, password), Verb.Actor);
                    return VerbResult.Finish(host, set, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { account = account.PrimaryAddress.ToString() }, $"The password of {account.PrimaryAddress} is set."));
                }), address, PasswordInput.Flag, PasswordInput.FromInput),
            Verb.Make(host, "app-password", "Makes a password for one program or device; it is shown once", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var made = await office.Operations.RunAsync(new CreateAppPassword(account.Id, parsed.GetValue(label)!), Verb.Actor);
                    return VerbResult.Finish(host, made, row => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { id = row.Id.Value, password = row.Password.Value }, row.Password.Value));
                }), address, label));
    }

    internal static Command MakeRole(IVerbHost host)
    {
        var address = Arguments.Address();
        var role = new Argument<Role>("role") { Description = "Member, HelpDesk, CompanyAdministrator or Operator" };
        return Verb.Group("role", "What people may do beyond their own mail", Verb.Make(host, "set", "Gives an account a role", (parsed, office) =>
            OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
            {
                var set = await office.Operations.RunAsync(new SetRole(account.Id, parsed.GetValue(role)), Verb.Actor);
                return VerbResult.Finish(host, set, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { account = account.PrimaryAddress.ToString(), role = parsed.GetValue(role) }, $"{account.PrimaryAddress} is {parsed.GetValue(role)} now."));
            }), address, role));
    }

    internal static async ValueTask<int> OnAccountAsync(IVerbHost host, OfficeData office, EmailAddress address, Func<Account, ValueTask<int>> work) =>
        await office.Operations.AskAsync(new FindAccount(address), Verb.Actor, default) switch
        {
            OperationResult<Account>.Done { Value: var account } => await work(account),
            OperationResult<Account>.Refused refused => VerbResult.Refuse(host, refused.Code, refused.Text),
            _ => throw new InvalidOperationException("unknown result"),
        };

    private static int Print(IVerbHost host, bool json, IReadOnlyList<Account> rows) => VerbResult.Print(
        host,
        json,
        rows,
        row => new { id = row.Id.Value, address = row.PrimaryAddress.ToString(), row.DisplayName, row.State, row.Locale, row.TimeZone, row.QuotaOctets },
        ("Address", row => row.PrimaryAddress.ToString()),
        ("Name", row => row.DisplayName),
        ("State", row => row.State.ToString()),
        ("Locale", row => row.Locale),
        ("Quota", row => row.QuotaOctets == 0 ? "none" : $"{row.QuotaOctets >> 20} MiB"));
}
