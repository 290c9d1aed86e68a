using Postamt.Directory.Entities;

namespace Postamt.Directory.Login;

/// <summary>What has to hold besides the right password, at the sign-in and as long as its session lives: states, end and scope.</summary>
internal static class AdmissionRules
{
    /// <returns>Null where nobody is let in.</returns>
    public static LoginIdentity? Admit(LoginRecord record, Credential credential, CredentialScopes scope, DateTimeOffset now)
    {
        if (record.State != EntityState.Active || credential.ExpiresAt <= now) return null;
        // DESIGN 4, Passwords: a person's password is no longer valid for mail protocols once a second factor is on.
        var scopes = credential.Kind == CredentialKind.Password && record.Account.SecondFactor ? credential.Scopes & ~CredentialScopes.Mail : credential.Scopes;
        if (scope == CredentialScopes.None || !scopes.HasFlag(scope)) return null;
        return new LoginIdentity(record.Account.Id, record.Account.Company, record.Account.PrimaryAddress.ToString(), credential.Id, scopes, record.Role);
    }
}
