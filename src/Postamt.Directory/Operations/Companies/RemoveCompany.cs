using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Companies;

/// <summary>Removes a company that has no domains and no accounts left; its audit rows stay.</summary>
public sealed record RemoveCompany(CompanyId Company) : Operation<Company>
{
    public override string Subject => $"company {Company}";

    internal override async ValueTask<OperationResult<Company>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.CompanyAsync(Company, Role.Operator)).TryGet(out var company, out var refusal)) return refusal.For<Company>();
        var domains = await scope.Rows.ListDomainsAsync(Company, 0, 1);
        var accounts = await scope.Rows.ListAccountsAsync(Company, default, 1);
        if (domains.Count + accounts.Count > 0) return Refusals.CompanyNotEmpty().For<Company>();
        await scope.Rows.DeleteCompanyAsync(Company);
        return scope.Done(company, Company);
    }
}
