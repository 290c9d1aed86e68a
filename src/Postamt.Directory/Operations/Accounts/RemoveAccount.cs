using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>Removes an account with its addresses, credentials and all its mail. There is no way back but a backup.</summary>
public sealed record RemoveAccount(AccountId Account) : Operation<Account>
{
    public override string Subject => $"account {Account}";

    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.CompanyAdministrator, self: false)).TryGet(out var account, out var refusal)) return refusal.For<Account>();
        if (await scope.CheckNotLastOperatorAsync(account) is { } last) return last.For<Account>();
        var addresses = await scope.Rows.ListAddressesAsync(Account);
        foreach (var address in addresses)
        {
            if (await scope.CheckNotCatchAllAsync(address, account.Company) is { } inUse) return inUse.For<Account>();
        }
        foreach (var address in addresses) await scope.Rows.DeleteAddressAsync(address.LookupKey);
        await scope.Rows.DeleteAccountAsync(Account);
        return scope.Done(account, account.Company, Account);
    }
}
