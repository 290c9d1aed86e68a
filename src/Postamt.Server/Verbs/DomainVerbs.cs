using System.CommandLine;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Verbs;

/// <summary><c>domain add|list|show|set|remove</c>.</summary>
internal static class DomainVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var domain = Arguments.Domain();
        var company = new Option<string>("--company") { Description = "The company it belongs to", Required = true };
        var catchAll = new Option<string?>("--catch-all") { Description = "Address that takes what no other does; none to end it", HelpName = "ADDRESS" };
        var tags = new Option<bool?>("--sub-addressing") { Description = "Whether user+tag@ reaches user@" };
        var postmaster = new Option<EmailAddress?>("--postmaster")
        {
            Description = "An account of the company that gets mail to postmaster and abuse at the domain",
            HelpName = "ACCOUNT",
            CustomParser = result =>
            {
                if (EmailAddress.TryParse(result.Tokens[0].Value, out var parsed)) return parsed;
                result.AddError($"{result.Tokens[0].Value} is not a mail address.");
                return null;
            },
        };
        var state = new Option<EntityState?>("--state") { Description = "Active, Suspended or Leaving" };
        return Verb.Group(
            "domain",
            "Domains whose mail is ours",
            Verb.Make(host, "add", "Adds a domain to a company", async (parsed, office) =>
            {
                var found = await office.Operations.AskAsync(new FindCompany(parsed.GetValue(company)!), Verb.Actor, default);
                if (found is not OperationResult<Company>.Done { Value: var owner }) return VerbResult.Finish(host, found, _ => 0);
                async ValueTask<int> AddAsync(AccountId? account)
                {
                    var made = await office.Operations.RunAsync(new CreateDomain(owner.Id, parsed.GetValue(domain)!, parsed.GetValue(tags) ?? true, account), Verb.Actor);
                    return VerbResult.Finish(host, made, row => Print(host, parsed.GetValue(Verb.Json), [row]));
                }
                return parsed.GetValue(postmaster) is { } reader ? await AccountVerbs.OnAccountAsync(host, office, reader, account => AddAsync(account.Id)) : await AddAsync(null);
            }, domain, company, tags, postmaster),
            Verb.Make(host, "list", "Lists domains", async (parsed, office) =>
            {
                var all = await Pages.AllAsync(page => office.Operations.AskAsync(new ListDomains(null, page), Verb.Actor, default));
                return VerbResult.Finish(host, all, rows => Print(host, parsed.GetValue(Verb.Json), rows));
            }),
            Verb.Make(host, "show", "Shows a domain", async (parsed, office) =>
            {
                var found = await office.Operations.AskAsync(new FindDomain(parsed.GetValue(domain)!), Verb.Actor, default);
                return VerbResult.Finish(host, found, row => Print(host, parsed.GetValue(Verb.Json), [row]));
            }, domain),
            Verb.Make(host, "set", "Changes a domain", async (parsed, office) =>
            {
                var text = parsed.GetValue(catchAll);
                EmailAddress? address = null;
                if (text is not null and not "none" && !EmailAddress.TryParse(text, out address)) return VerbResult.Refuse(host, "bad-address", $"{text} is not a mail address.");
                var set = await office.Operations.RunAsync(new SetDomain(parsed.GetValue(domain)!, address, text == "none", parsed.GetValue(tags), parsed.GetValue(state)), Verb.Actor);
                return VerbResult.Finish(host, set, row => Print(host, parsed.GetValue(Verb.Json), [row]));
            }, domain, catchAll, tags, state),
            Verb.Make(host, "remove", "Removes a domain without addresses", async (parsed, office) =>
            {
                var name = parsed.GetValue(domain)!;
                var removed = await office.Operations.RunAsync(new RemoveDomain(name), Verb.Actor);
                return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = name.Ascii }, $"Removed {name.Unicode}."));
            }, domain));
    }

    private static int Print(IVerbHost host, bool json, IReadOnlyList<MailDomain> rows) => VerbResult.Print(
        host,
        json,
        rows,
        row => new { name = row.Name.Ascii, unicode = row.Name.Unicode, company = row.Company.Value, row.State, row.CatchAll, row.SubAddressing },
        ("Domain", row => row.Name.Unicode),
        ("State", row => row.State.ToString()),
        ("Catch-all", row => row.CatchAll ?? ""),
        ("user+tag@", row => row.SubAddressing ? "yes" : "no"));
}
