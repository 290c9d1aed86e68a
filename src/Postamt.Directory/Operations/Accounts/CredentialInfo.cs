using Postamt.Directory.Entities;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>A credential without its verifier.</summary>
public sealed record CredentialInfo(CredentialId Id, CredentialKind Kind, CredentialScopes Scopes, string Label, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt)
{
    internal static CredentialInfo Of(Credential credential) =>
        new(credential.Id, credential.Kind, credential.Scopes, credential.Label, credential.CreatedAt, credential.LastUsedAt, credential.ExpiresAt);
}
