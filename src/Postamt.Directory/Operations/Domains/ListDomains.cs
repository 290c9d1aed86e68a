using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Domains;

/// <param name="Company">Null: all the asker may see.</param>
public sealed record ListDomains(CompanyId? Company, PageRequest Page) : Query<Page<MailDomain>>
{
    internal override async ValueTask<OperationResult<Page<MailDomain>>> ExecuteAsync(QueryScope scope)
    {
        var (company, refusal) = await scope.ListedCompanyAsync(Company, Role.HelpDesk);
        if ((refusal ?? QueryScope.CheckPage(Page)) is { } bad) return bad.For<Page<MailDomain>>();
        if (!QueryScope.TryReadCursor(Page, out var after)) return Refusals.BadCursor().For<Page<MailDomain>>();
        var rows = await scope.Reader.ListDomainsAsync(company, after, Page.Size + 1);
        return QueryScope.Done(rows, Page, domain => QueryScope.Cursor(domain.Id));
    }
}
