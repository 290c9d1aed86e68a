using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Credentials;

/// <summary>Takes a password or app password away; what is signed in by it is refused at the next sign-in.</summary>
public sealed record RemoveCredential(AccountId Account, CredentialId Credential) : Operation<Account>
{
    public override string Subject => $"account {Account}";

    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.HelpDesk, self: true)).TryGet(out var account, out var refusal)) return refusal.For<Account>();
        if (await scope.Rows.FindCredentialAsync(Credential) is not { } credential || credential.Account != Account) return Refusals.UnknownCredential().For<Account>();
        await scope.Rows.DeleteCredentialAsync(Credential);
        return scope.Done(account, account.Company, Account, credentialsOnly: true);
    }
}
