using System.CommandLine;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Companies;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>company add|list|show|set|remove</c>.</summary>
internal static class CompanyVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var name = new Argument<string>("name") { Description = "The company's name" };
        var locale = new Option<string?>("--locale") { Description = "Language of its notices: en, de or zh-Hans" };
        var zone = new Option<string?>("--time-zone") { Description = "IANA name, as in Europe/Berlin" };
        var newName = new Option<string?>("--name") { Description = "A new name" };
        var state = new Option<EntityState?>("--state") { Description = "Active, Suspended or Leaving" };
        return Verb.Group(
            "company",
            "Companies whose mail this post office handles",
            Verb.Make(host, "add", "Adds a company", async (parsed, office) =>
            {
                var made = await office.Operations.RunAsync(new CreateCompany(parsed.GetValue(name)!, parsed.GetValue(locale) ?? "en", parsed.GetValue(zone) ?? "UTC"), Verb.Actor);
                return VerbResult.Finish(host, made, company => Show(host, parsed.GetValue(Verb.Json), company));
            }, name, locale, zone),
            Verb.Make(host, "list", "Lists companies", async (parsed, office) =>
            {
                var all = await Pages.AllAsync(page => office.Operations.AskAsync(new ListCompanies(page), Verb.Actor, default));
                return VerbResult.Finish(host, all, rows => Print(host, parsed.GetValue(Verb.Json), rows));
            }),
            Verb.Make(host, "show", "Shows a company", async (parsed, office) =>
            {
                var found = await office.Operations.AskAsync(new FindCompany(parsed.GetValue(name)!), Verb.Actor, default);
                return VerbResult.Finish(host, found, company => Show(host, parsed.GetValue(Verb.Json), company));
            }, name),
            Verb.Make(host, "set", "Changes a company", async (parsed, office) =>
            {
                var found = await office.Operations.AskAsync(new FindCompany(parsed.GetValue(name)!), Verb.Actor, default);
                if (found is not OperationResult<Company>.Done { Value: var company }) return VerbResult.Finish(host, found, _ => 0);
                var set = await office.Operations.RunAsync(new SetCompany(company.Id, parsed.GetValue(newName), parsed.GetValue(state), parsed.GetValue(locale), parsed.GetValue(zone)), Verb.Actor);
                return VerbResult.Finish(host, set, changed => Show(host, parsed.GetValue(Verb.Json), changed));
            }, name, newName, state, locale, zone),
            Verb.Make(host, "remove", "Removes a company that has no domains and accounts left", async (parsed, office) =>
            {
                var found = await office.Operations.AskAsync(new FindCompany(parsed.GetValue(name)!), Verb.Actor, default);
                if (found is not OperationResult<Company>.Done { Value: var company }) return VerbResult.Finish(host, found, _ => 0);
                var removed = await office.Operations.RunAsync(new RemoveCompany(company.Id), Verb.Actor);
                return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = company.Name }, $"Removed {company.Name}."));
            }, name));
    }

    /// <summary>A company by name; without one the only company there is.</summary>
    internal static async ValueTask<int> OnCompanyAsync(IVerbHost host, OfficeData office, string? name, Func<Company, ValueTask<int>> work)
    {
        if (name is null)
        {
            var all = await office.Operations.AskAsync(new ListCompanies(new PageRequest(null, 2)), Verb.Actor, default);
            return all switch
            {
                OperationResult<Page<Company>>.Done { Value.Items: [var only] } => await work(only),
                OperationResult<Page<Company>>.Done { Value.Items: [] } => VerbResult.Refuse(host, "no-company", "There is no company yet; add one with postamt company add."),
                OperationResult<Page<Company>>.Done => VerbResult.Refuse(host, "which-company", "There are several companies; name one with --company."),
                _ => VerbResult.Finish(host, all, _ => 0),
            };
        }
        var found = await office.Operations.AskAsync(new FindCompany(name), Verb.Actor, default);
        return found is OperationResult<Company>.Done { Value: var company } ? await work(company) : VerbResult.Finish(host, found, _ => 0);
    }

    private static int Show(IVerbHost host, bool json, Company company) => Print(host, json, [company]);

    private static int Print(IVerbHost host, bool json, IReadOnlyList<Company> rows) => VerbResult.Print(
        host,
        json,
        rows,
        row => new { id = row.Id.Value, row.Name, row.State, row.Locale, row.TimeZone },
        ("Company", row => row.Name),
        ("State", row => row.State.ToString()),
        ("Locale", row => row.Locale),
        ("Time zone", row => row.TimeZone));
}
