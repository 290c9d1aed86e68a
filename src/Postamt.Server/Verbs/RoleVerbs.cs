using System.CommandLine;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Roles;

namespace Postamt.Server.Verbs;

/// <summary><c>role list|show|set|remove</c>.</summary>
internal static class RoleVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var address = Arguments.Address();
        var role = new Argument<Role>("role") { Description = "Member, HelpDesk, CompanyAdministrator or Operator" };
        var company = new Option<string?>("--company") { Description = "Only of this company" };
        return Verb.Group(
            "role",
            "What people may do beyond their own mail",
            Verb.Make(host, "list", "Lists who has a role", async (parsed, office) =>
                parsed.GetValue(company) is { } name
                    ? await CompanyVerbs.OnCompanyAsync(host, office, name, found => ListAsync(host, parsed, office, found))
                    : await ListAsync(host, parsed, office, null), company),
            Verb.Make(host, "show", "Shows an account's role", (parsed, office) =>
                AccountVerbs.OnAccountAsync(host, office, parsed.GetValue(address)!, async account =>
                {
                    var shown = await office.Operations.AskAsync(new ShowAccount(account.Id), Verb.Actor, default);
                    return VerbResult.Finish(host, shown, details => Print(host, parsed.GetValue(Verb.Json), [new RoleHolder(details.Account, details.Role)]));
                }), address),
            Verb.Make(host, "set", "Gives an account a role", (parsed, office) => SetAsync(host, parsed, office, parsed.GetValue(address)!, parsed.GetValue(role)), address, role),
            Verb.Make(host, "remove", "Takes an account's role away", (parsed, office) => SetAsync(host, parsed, office, parsed.GetValue(address)!, Role.Member), address));
    }

    private static async ValueTask<int> ListAsync(IVerbHost host, ParseResult parsed, Hosting.OfficeData office, Company? company)
    {
        var all = await Pages.AllAsync(page => office.Operations.AskAsync(new ListRoles(company?.Id, page), Verb.Actor, default));
        return VerbResult.Finish(host, all, rows => Print(host, parsed.GetValue(Verb.Json), rows));
    }

    private static ValueTask<int> SetAsync(IVerbHost host, ParseResult parsed, Hosting.OfficeData office, Postamt.Mail.Addresses.EmailAddress address, Role role) =>
        AccountVerbs.OnAccountAsync(host, office, address, async account =>
        {
            var set = await office.Operations.RunAsync(new SetRole(account.Id, role), Verb.Actor);
            return VerbResult.Finish(host, set, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { account = account.PrimaryAddress.ToString(), role }, $"{account.PrimaryAddress} is {role} now."));
        });

    private static int Print(IVerbHost host, bool json, IReadOnlyList<RoleHolder> rows) => VerbResult.Print(
        host,
        json,
        rows,
        row => new { account = row.Account.PrimaryAddress.ToString(), row.Role },
        ("Account", row => row.Account.PrimaryAddress.ToString()),
        ("Role", row => row.Role.ToString()));
}
