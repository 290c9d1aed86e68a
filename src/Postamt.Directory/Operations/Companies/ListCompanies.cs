using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Companies;

/// <summary>All companies for operators; for a company's help desk and administrators their own.</summary>
public sealed record ListCompanies(PageRequest Page) : Query<Page<Company>>
{
    internal override async ValueTask<OperationResult<Page<Company>>> ExecuteAsync(QueryScope scope)
    {
        if (!scope.Access.Is(Role.HelpDesk)) return Refusals.NotPermitted().For<Page<Company>>();
        if (QueryScope.CheckPage(Page) is { } bad) return bad.For<Page<Company>>();
        if (!QueryScope.TryReadCursor(Page, out var after)) return Refusals.BadCursor().For<Page<Company>>();
        if (scope.Access.Company is { } own)
        {
            var company = after < own.Value ? await scope.Reader.FindCompanyAsync(own) : null;
            return QueryScope.Done<Company>(company is null ? [] : [company], Page, one => QueryScope.Cursor(one.Id.Value));
        }
        var rows = await scope.Reader.ListCompaniesAsync(new CompanyId(after), Page.Size + 1);
        return QueryScope.Done(rows, Page, company => QueryScope.Cursor(company.Id.Value));
    }
}
