using Postamt.Cluster.Identity;

namespace Postamt.Directory.Entities;

public readonly record struct CredentialId(long Value);

public enum CredentialKind
{
    /// <summary>A person's password: Argon2id; PLAIN and LOGIN under TLS only.</summary>
    Password,

    /// <summary>128 random bits made here: SHA-256 and SCRAM-SHA-256 keys; also for SCRAM.</summary>
    AppPassword,
}

/// <summary>What a credential opens. A person's password with a second factor on has no mail scope.</summary>
[Flags]
public enum CredentialScopes
{
    None = 0,
    Smtp = 1,
    Imap = 2,
    Pop3 = 4,
    Sieve = 8,
    Jmap = 16,
    Dav = 32,
    Web = 64,
    Mail = Smtp | Imap | Pop3 | Sieve | Jmap | Dav,
    All = Mail | Web,
}

/// <summary>A stored credential without anything one could sign in with.</summary>
/// <param name="Label">What its owner calls it.</param>
/// <param name="Verifier">Argon2id PHC string, or for app passwords the serialised SHA-256 and SCRAM keys.</param>
public sealed record Credential(
    CredentialId Id,
    AccountId Account,
    CredentialKind Kind,
    CredentialScopes Scopes,
    string Label,
    string Verifier,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt);
