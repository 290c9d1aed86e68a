using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Departments;

/// <summary>All departments of a company, at most 5 000, ordered by id.</summary>
public sealed record ListDepartments(CompanyId Company) : Query<IReadOnlyList<Department>>
{
    internal override async ValueTask<OperationResult<IReadOnlyList<Department>>> ExecuteAsync(QueryScope scope) =>
        (await scope.CompanyAsync(Company, Role.HelpDesk)).TryGet(out _, out var refusal)
            ? new OperationResult<IReadOnlyList<Department>>.Done(await scope.Reader.ListDepartmentsAsync(Company))
            : refusal.For<IReadOnlyList<Department>>();
}
