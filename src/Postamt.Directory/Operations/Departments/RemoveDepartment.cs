using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Departments;

/// <summary>Removes a department nobody is in.</summary>
public sealed record RemoveDepartment(DepartmentId Department) : Operation<Department>
{
    public override string Subject => $"department {Department.Value}";

    internal override async ValueTask<OperationResult<Department>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.DepartmentAsync(Department, Role.CompanyAdministrator)).TryGet(out var department, out var refusal)) return refusal.For<Department>();
        if (await scope.Rows.IsDepartmentInUseAsync(Department)) return Refusals.DepartmentNotEmpty().For<Department>();
        await scope.Rows.DeleteDepartmentAsync(Department);
        return scope.Done(department, department.Company);
    }
}
