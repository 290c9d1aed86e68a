using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Roles;

/// <summary>Gives a role that is not above the giver's own, to an account that is not above the giver.</summary>
public sealed record SetRole(AccountId Account, Role Role) : Operation<Account>
{
    public override string Subject => $"account {Account}";

    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.CompanyAdministrator, self: false)).TryGet(out var account, out var refusal)) return refusal.For<Account>();
        if (!Enum.IsDefined(Role) || !scope.Access.Outranks(Role)) return Refusals.NotPermitted().For<Account>();
        if (Role != Role.Operator && await scope.CheckNotLastOperatorAsync(account) is { } last) return last.For<Account>();
        await scope.Rows.SetRoleAsync(Account, Role);
        return scope.Done(account, account.Company, Account);
    }
}
