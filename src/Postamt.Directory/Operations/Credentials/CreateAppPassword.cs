using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Rules;

namespace Postamt.Directory.Operations.Credentials;

/// <summary>A password for one program or device: 128 random bits made here, shown once, for oneself or by an administrator.</summary>
/// <param name="Label">What its owner calls it.</param>
/// <param name="Scopes">Mail protocols it opens; the web pages it never opens.</param>
public sealed record CreateAppPassword(AccountId Account, string Label, CredentialScopes Scopes = CredentialScopes.Mail, DateTimeOffset? ExpiresAt = null) : Operation<NewAppPassword>
{
    public override string Subject => $"account {Account}";

    internal override async ValueTask<OperationResult<NewAppPassword>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.CompanyAdministrator, self: true)).TryGet(out var account, out var refusal)) return refusal.For<NewAppPassword>();
        if (TextRules.CheckName("label", Label, DirectoryLimits.LabelLength) is { } bad) return bad.For<NewAppPassword>();
        if (Scopes == CredentialScopes.None || (Scopes & ~CredentialScopes.Mail) != 0) return Refusals.BadScopes().For<NewAppPassword>();
        if (ExpiresAt <= scope.Rows.Now) return Refusals.BadExpiry().For<NewAppPassword>();
        var others = (await scope.Rows.ListCredentialsAsync(Account)).Count(other => other.Kind == CredentialKind.AppPassword);
        if (others >= DirectoryLimits.AppPasswordsPerAccount) return Refusals.TooMany("app passwords of an account", DirectoryLimits.AppPasswordsPerAccount).For<NewAppPassword>();
        if (await scope.Rows.FindScramParametersAsync(Account) is not { } scram) return Refusals.UnknownAccount().For<NewAppPassword>();
        var plain = AppPassword.Create(scope.Random);
        var verifier = AppPasswordVerifier.Derive(plain, scram.Salt, scram.Iterations).ToString();
        var credential = await scope.Rows.InsertCredentialAsync(new Credential(default, Account, CredentialKind.AppPassword, Scopes, Label, verifier, scope.Rows.Now, null, ExpiresAt));
        return scope.Done(new NewAppPassword(credential.Id, new Secret(plain.Text)), account.Company, Account, credentialsOnly: true);
    }
}
