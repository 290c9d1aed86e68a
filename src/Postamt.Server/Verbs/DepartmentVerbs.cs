using System.CommandLine;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Departments;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>department add|list|show|set|remove</c>.</summary>
internal static class DepartmentVerbs
{
    private static readonly Option<string?> Company = new("--company") { Description = "Whose department it is; not needed where there is one company" };

    internal static Command Make(IVerbHost host)
    {
        var name = new Argument<string>("name") { Description = "Its name" };
        var path = new Argument<string>("department") { Description = "Its name after those above it, as in Sales/North" };
        var above = new Option<string?>("--parent") { Description = "The department above it, as in Sales/North" };
        var newAbove = new Option<string?>("--parent") { Description = "Moves it, with all below it, to another department; none moves it to the top" };
        var newName = new Option<string?>("--name") { Description = "A new name" };
        return Verb.Group(
            "department",
            "Parts of a company",
            Verb.Make(host, "add", "Adds a department", (parsed, office) => OnCompanyAsync(host, parsed, office, async (company, paths) =>
            {
                Department? parent = null;
                if (parsed.GetValue(above) is { } text && (parent = paths.Find(text)) is null) return Unknown(host, text);
                var made = await office.Operations.RunAsync(new CreateDepartment(company.Id, parsed.GetValue(name)!, parent?.Id), Verb.Actor);
                return await FinishAsync(host, parsed, office, company, made);
            }), name, Company, above),
            Verb.Make(host, "list", "Lists a company's departments", (parsed, office) => OnCompanyAsync(host, parsed, office, async (company, paths) =>
            {
                var all = await office.Operations.AskAsync(new ListDepartments(company.Id), Verb.Actor, default);
                return VerbResult.Finish(host, all, rows => Print(host, parsed.GetValue(Verb.Json), paths, [.. rows.OrderBy(paths.Of, StringComparer.Ordinal)]));
            }), Company),
            Verb.Make(host, "show", "Shows a department", (parsed, office) => OnDepartmentAsync(host, parsed, office, path, (_, paths, found) =>
                ValueTask.FromResult(Print(host, parsed.GetValue(Verb.Json), paths, [found]))), path, Company),
            Verb.Make(host, "set", "Renames or moves a department", (parsed, office) => OnDepartmentAsync(host, parsed, office, path, async (company, paths, found) =>
            {
                var to = parsed.GetValue(newAbove);
                Department? parent = null;
                if (to is not null and not "none" && (parent = paths.Find(to)) is null) return Unknown(host, to);
                var set = await office.Operations.RunAsync(new SetDepartment(found.Id, parsed.GetValue(newName), parent?.Id, to == "none"), Verb.Actor);
                return await FinishAsync(host, parsed, office, company, set);
            }), path, Company, newName, newAbove),
            Verb.Make(host, "remove", "Removes a department nobody is in", (parsed, office) => OnDepartmentAsync(host, parsed, office, path, async (_, paths, found) =>
            {
                var removed = await office.Operations.RunAsync(new RemoveDepartment(found.Id), Verb.Actor);
                return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = paths.Of(found) }, $"Removed {paths.Of(found)}."));
            }), path, Company));
    }

    internal static async ValueTask<DepartmentPaths> PathsAsync(OfficeData office, Company company) =>
        await office.Operations.AskAsync(new ListDepartments(company.Id), Verb.Actor, default) is OperationResult<IReadOnlyList<Department>>.Done { Value: var all } ? new DepartmentPaths(all) : new DepartmentPaths([]);

    internal static int Unknown(IVerbHost host, string path) => VerbResult.Refuse(host, "unknown-department", $"There is no department {path}; postamt department list shows what there is.");

    private static ValueTask<int> OnCompanyAsync(IVerbHost host, ParseResult parsed, OfficeData office, Func<Company, DepartmentPaths, ValueTask<int>> work) =>
        CompanyVerbs.OnCompanyAsync(host, office, parsed.GetValue(Company), async company => await work(company, await PathsAsync(office, company)));

    private static ValueTask<int> OnDepartmentAsync(IVerbHost host, ParseResult parsed, OfficeData office, Argument<string> path, Func<Company, DepartmentPaths, Department, ValueTask<int>> work) =>
        OnCompanyAsync(host, parsed, office, async (company, paths) =>
            paths.Find(parsed.GetValue(path)!) is { } found ? await work(company, paths, found) : Unknown(host, parsed.GetValue(path)!));

    private static async ValueTask<int> FinishAsync(IVerbHost host, ParseResult parsed, OfficeData office, Company company, OperationResult<Department> result)
    {
        var paths = await PathsAsync(office, company);
        return VerbResult.Finish(host, result, department => Print(host, parsed.GetValue(Verb.Json), paths, [department]));
    }

    private static int Print(IVerbHost host, bool json, DepartmentPaths paths, IReadOnlyList<Department> rows) => VerbResult.Print(
        host,
        json,
        rows,
        row => new { id = row.Id.Value, path = paths.Of(row), row.Name, parent = row.Parent is { } parent ? paths.Of(parent) : null },
        ("Department", paths.Of),
        ("Id", row => row.Id.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
