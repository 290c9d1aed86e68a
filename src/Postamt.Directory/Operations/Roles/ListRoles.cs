using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Roles;

/// <summary>Accounts that may do more than read their own mail, by id.</summary>
/// <param name="Company">Null: all the asker may see.</param>
public sealed record ListRoles(CompanyId? Company, PageRequest Page) : Query<Page<RoleHolder>>
{
    internal override async ValueTask<OperationResult<Page<RoleHolder>>> ExecuteAsync(QueryScope scope)
    {
        var (company, refusal) = await scope.ListedCompanyAsync(Company, Role.HelpDesk);
        if ((refusal ?? QueryScope.CheckPage(Page)) is { } bad) return bad.For<Page<RoleHolder>>();
        if (!QueryScope.TryReadCursor(Page, out var after)) return Refusals.BadCursor().For<Page<RoleHolder>>();
        var rows = await scope.Reader.ListRoleHoldersAsync(company, new AccountId(after), Page.Size + 1);
        return QueryScope.Done(rows, Page, holder => QueryScope.Cursor(holder.Account.Id.Value));
    }
}
