using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Companies;

/// <summary>A company by its name, in any case.</summary>
public sealed record FindCompany(string Name) : Query<Company>
{
    internal override async ValueTask<OperationResult<Company>> ExecuteAsync(QueryScope scope)
    {
        if (!scope.Access.Is(Role.HelpDesk)) return Refusals.NotPermitted().For<Company>();
        return await scope.Reader.FindCompanyAsync(Name) is { } company && scope.Access.Sees(company.Id)
            ? new OperationResult<Company>.Done(company)
            : Refusals.UnknownCompany().For<Company>();
    }
}
