using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Operations.Credentials;

/// <summary>
/// A new password for an account, in place of the old one. People set their own (whoever asks for them checks the old one first), the help
/// desk sets members' ones.
/// </summary>
public sealed record SetPassword(AccountId Account, Secret Password) : Operation<Account>
{
    public override string Subject => $"account {Account}";

    internal override Secret? NewPassword => Password;

    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.HelpDesk, self: true)).TryGet(out var account, out var refusal)) return refusal.For<Account>();
        if (!scope.ByMachine && PasswordRules.CheckAgainstName(Password.Value, account) is { } guessable) return guessable.For<Account>();
        var verifier = scope.Verifier ?? throw new InvalidOperationException("the password was not hashed");
        foreach (var old in await scope.Rows.ListCredentialsAsync(Account))
        {
            if (old.Kind == CredentialKind.Password) await scope.Rows.DeleteCredentialAsync(old.Id);
        }
        await scope.Rows.InsertCredentialAsync(new Credential(default, Account, CredentialKind.Password, CredentialScopes.All, "", verifier, scope.Rows.Now, null, null));
        return scope.Done(account, account.Company, Account, credentialsOnly: true);
    }
}
