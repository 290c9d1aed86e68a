using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Accounts;

/// <param name="Company">Null: all the asker may see.</param>
public sealed record ListAccounts(CompanyId? Company, PageRequest Page) : Query<Page<Account>>
{
    internal override async ValueTask<OperationResult<Page<Account>>> ExecuteAsync(QueryScope scope)
    {
        var (company, refusal) = await scope.ListedCompanyAsync(Company, Role.HelpDesk);
        if ((refusal ?? QueryScope.CheckPage(Page)) is { } bad) return bad.For<Page<Account>>();
        if (!QueryScope.TryReadCursor(Page, out var after)) return Refusals.BadCursor().For<Page<Account>>();
        var rows = await scope.Reader.ListAccountsAsync(company, new AccountId(after), Page.Size + 1);
        return QueryScope.Done(rows, Page, account => QueryScope.Cursor(account.Id.Value));
    }
}
