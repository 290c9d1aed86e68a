using System.CommandLine;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Credentials;
using Postamt.Directory.Operations.Departments;
using Postamt.Directory.Operations.Domains;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>account add|list|show|set|remove|password|app-password|remove-password</c>.</summary>
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
        var department = new Option<string?>("--department") { Description = "Where the person works, as in Sales/North" };
        var newDepartment = new Option<string?>("--department") { Description = "Where the person works, as in Sales/North; none takes it away" };
        var credential = new Argument<long>("id") { Description = "The password's number, as postamt account show prints it" };
        var label = new Option<string>("--label") { Description = "What it is for, as in phone", Required = true };
        return Verb.Group(
            "account",
            "People's mailboxes",
            Verb.Make(host, "add", "Adds an account", async (parsed, office) =>
            {
                var password = await PasswordInput.ReadAsync(parsed, host);
                Department? place = null;
                if (parsed.GetValue(department) is { } text && (place = await DepartmentAsync(office, parsed.GetValue(address)!.Domain, text)) is null) return DepartmentVerbs.Unknown(host, text);
                var made = await office.Operations.RunAsync(
                    new CreateAccount(parsed.GetValue(address)!, parsed.GetValue(name) ?? "", parsed.GetValue(locale), parsed.GetValue(zone), parsed.GetValue(quota) ?? 0, place?.Id, password),
                    Verb.Actor);
                return VerbResult.Finish(host, made, row => Print(host, parsed.GetValue(Verb.Json), [row]));
            }, address, name, locale, zone, quota, department, PasswordInput.Flag, PasswordInput.FromInput),
            Verb.Make(host, "list", "Lists accounts", async (parsed, office) =>
            {
                var all = await Pages.AllAsync(page => office.Operations.AskAsync(new ListAccounts(null, page), Verb.Actor, default));
                return VerbResult.Finish(host, all, rows => Print(host, parsed.GetValue(Verb.Json), rows));
            }),
            Verb.Make(host, "show", "Shows an account with its addresses and credentials", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var shown = await office.Operations.AskAsync(new ShowAccount(account.Id), Verb.Actor, default);
                    var place = account.Department is { } id ? (await PathsAsync(office, account.PrimaryAddress.Domain)).Of(id) : "";
                    return VerbResult.Finish(host, shown, details => AccountPage.Print(host, parsed.GetValue(Verb.Json), details, place));
                }), address),
            Verb.Make(host, "set", "Changes an account", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var text = parsed.GetValue(newDepartment);
                    Department? place = null;
                    if (text is not null and not "none" && (place = await DepartmentAsync(office, account.PrimaryAddress.Domain, text)) is null) return DepartmentVerbs.Unknown(host, text);
                    var set = await office.Operations.RunAsync(
                        new SetAccount(account.Id, parsed.GetValue(name), null, parsed.GetValue(state), parsed.GetValue(locale), parsed.GetValue(zone), parsed.GetValue(quota), place?.Id, text == "none"),
                        Verb.Actor);
                    return VerbResult.Finish(host, set, row => Print(host, parsed.GetValue(Verb.Json), [row]));
                }), address, name, state, locale, zone, quota, newDepartment),
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
                }), address, label),
            Verb.Make(host, "remove-password", "Takes a password or app password away", (parsed, office) =>
                OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var id = parsed.GetValue(credential);
                    var removed = await office.Operations.RunAsync(new RemoveCredential(account.Id, new CredentialId(id)), Verb.Actor);
                    return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { account = account.PrimaryAddress.ToString(), removed = id }, $"Password {id} of {account.PrimaryAddress} opens nothing any more."));
                }), address, credential));
    }

    internal static async ValueTask<int> OnAccountAsync(IVerbHost host, OfficeData office, EmailAddress address, Func<Account, ValueTask<int>> work) =>
        await office.Operations.AskAsync(new FindAccount(address), Verb.Actor, default) switch
        {
            OperationResult<Account>.Done { Value: var account } => await work(account),
            OperationResult<Account>.Refused refused => VerbResult.Refuse(host, refused.Code, refused.Text),
            _ => throw new InvalidOperationException("unknown result"),
        };

    private static async ValueTask<Department?> DepartmentAsync(OfficeData office, DomainName domain, string path) => (await PathsAsync(office, domain)).Find(path);

    /// <summary>The departments of the company a domain belongs to.</summary>
    private static async ValueTask<DepartmentPaths> PathsAsync(OfficeData office, DomainName domain) =>
        await office.Operations.AskAsync(new FindDomain(domain), Verb.Actor, default) is OperationResult<MailDomain>.Done { Value: var found }
        && await office.Operations.AskAsync(new ListDepartments(found.Company), Verb.Actor, default) is OperationResult<IReadOnlyList<Department>>.Done { Value: var all }
            ? new DepartmentPaths(all)
            : new DepartmentPaths([]);

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
