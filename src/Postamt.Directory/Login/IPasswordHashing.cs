namespace Postamt.Directory.Login;

/// <summary>
/// Argon2id for people's passwords, at most four at a time: each takes 19 MiB and about a tenth of a second. Those who wait are limited in
/// number and time.
/// </summary>
public interface IPasswordHashing
{
    /// <summary>The PHC string of a new password; null when too many are waiting.</summary>
    ValueTask<string?> HashAsync(string password, CancellationToken cancellationToken);

    /// <summary>
    /// Compares in the same time whatever the verifier: null (nobody there, or no password), a password of more than 1 024 octets and an unreadable
    /// verifier are compared with a made-up one. Null when too many are waiting.
    /// </summary>
    ValueTask<bool?> VerifyAsync(string? verifier, ReadOnlyMemory<byte> password, CancellationToken cancellationToken);
}
