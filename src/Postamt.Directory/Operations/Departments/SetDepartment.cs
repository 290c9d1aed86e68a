using Postamt.Directory.Entities;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Operations.Departments;

/// <summary>Renames a department, or moves it with everything below it.</summary>
/// <param name="Parent">A department of the same company that is not below this one.</param>
/// <param name="ToTop">Out of the department above it.</param>
public sealed record SetDepartment(DepartmentId Department, string? Name = null, DepartmentId? Parent = null, bool ToTop = false) : Operation<Department>
{
    public override string Subject => $"department {Department.Value}";

    internal override async ValueTask<OperationResult<Department>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.DepartmentAsync(Department, Role.CompanyAdministrator)).TryGet(out var department, out var refusal)) return refusal.For<Department>();
        if (Name is not null && TextRules.CheckName("department's name", Name, DirectoryLimits.NameLength) is { } bad) return bad.For<Department>();
        var all = (await scope.Rows.ListDepartmentsAsync(department.Company)).ToDictionary(one => one.Id);
        var changed = department with { Name = Name ?? department.Name, Parent = ToTop ? null : Parent ?? department.Parent };
        if (CheckPlace(changed, all) is { } misplaced) return misplaced.For<Department>();
        var key = TextRules.NameKey(changed.Name);
        if (all.Values.Any(other => other.Id != Department && other.Parent == changed.Parent && TextRules.NameKey(other.Name) == key)) return Refusals.DepartmentTaken(changed.Name).For<Department>();
        await scope.Rows.UpdateDepartmentAsync(changed);
        return scope.Done(changed, changed.Company);
    }

    private Refusal? CheckPlace(Department changed, Dictionary<DepartmentId, Department> all)
    {
        var above = 0;
        for (var next = changed.Parent; next is { } id; above++)
        {
            if (id == Department) return Refusals.DepartmentInItself();
            if (!all.TryGetValue(id, out var parent)) return Refusals.UnknownDepartment();
            next = parent.Parent;
        }
        return above + Height(Department, all.Values.ToLookup(one => one.Parent)) > DirectoryLimits.DepartmentDepth ? Refusals.DepartmentTooDeep() : null;
    }

    /// <summary>Levels from a department down, itself included; bounded by how deep departments go.</summary>
    private static int Height(DepartmentId department, ILookup<DepartmentId?, Department> below) =>
        1 + below[department].Select(child => Height(child.Id, below)).DefaultIfEmpty().Max();
}
