using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Operations.Departments;

/// <param name="Parent">The department above, of the same company; null for the top.</param>
public sealed record CreateDepartment(CompanyId Company, string Name, DepartmentId? Parent = null) : Operation<Department>
{
    public override string Subject => Name;

    internal override async ValueTask<OperationResult<Department>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.CompanyAsync(Company, Role.CompanyAdministrator)).TryGet(out _, out var refusal)) return refusal.For<Department>();
        if (TextRules.CheckName("department's name", Name, DirectoryLimits.NameLength) is { } bad) return bad.For<Department>();
        var all = (await scope.Rows.ListDepartmentsAsync(Company)).ToDictionary(department => department.Id);
        if (all.Count >= DirectoryLimits.DepartmentsPerCompany) return Refusals.TooMany("departments in a company", DirectoryLimits.DepartmentsPerCompany).For<Department>();
        var depth = 1;
        for (var above = Parent; above is { } id; depth++)
        {
            if (!all.TryGetValue(id, out var department)) return Refusals.UnknownDepartment().For<Department>();
            if (depth >= DirectoryLimits.DepartmentDepth) return Refusals.DepartmentTooDeep().For<Department>();
            above = department.Parent;
        }
        var key = TextRules.NameKey(Name);
        if (all.Values.Any(other => other.Parent == Parent && TextRules.NameKey(other.Name) == key)) return Refusals.DepartmentTaken(Name).For<Department>();
        return scope.Done(await scope.Rows.InsertDepartmentAsync(Company, Name, Parent), Company);
    }
}
