using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>One's own account, or one of the company for its help desk and administrators.</summary>
public sealed record ShowAccount(AccountId Account) : Query<AccountDetails>
{
    internal override async ValueTask<OperationResult<AccountDetails>> ExecuteAsync(QueryScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.HelpDesk, self: true, change: false)).TryGet(out var account, out var refusal)) return refusal.For<AccountDetails>();
        var credentials = await scope.Reader.ListCredentialsAsync(Account);
        return new OperationResult<AccountDetails>.Done(new AccountDetails(
            account,
            await scope.Reader.FindRoleAsync(Account),
            await scope.Reader.ListAddressesAsync(Account),
            [.. credentials.Select(CredentialInfo.Of)]));
    }
}
