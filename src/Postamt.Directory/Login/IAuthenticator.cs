namespace Postamt.Directory.Login;

/// <summary>Checks who signs in. Same text and same time for unknown users; at most 4 password hashes at a time.</summary>
public interface IAuthenticator
{
    /// <param name="name">As given by the client: an address, at most 1 024 characters.</param>
    /// <param name="password">UTF-8; cleared by the caller afterwards.</param>
    ValueTask<LoginResult> CheckPasswordAsync(string name, ReadOnlyMemory<byte> password, LoginPeer peer, CancellationToken cancellationToken);

    /// <summary>
    /// The account's SCRAM salt, iterations and app password keys; for an unknown user, or one without app passwords, made-up ones that stay the same for the name.
    /// </summary>
    ValueTask<ScramChallenge> BeginScramAsync(string name, LoginPeer peer, CancellationToken cancellationToken);

    /// <summary>The end of a SCRAM exchange, so that it counts.</summary>
    /// <param name="key">The key whose StoredKey matched; null when none did.</param>
    ValueTask<LoginResult> EndScramAsync(ScramChallenge challenge, ScramKey? key, LoginPeer peer, CancellationToken cancellationToken);
}

/// <param name="Salt">Shared by all app passwords of the account.</param>
/// <param name="Keys">Candidates; empty never: made-up ones for unknown users.</param>
/// <param name="Unavailable">A reason when the directory could not be asked.</param>
/// <param name="RetryAfter">Set when the sign-in is throttled.</param>
public sealed record ScramChallenge(string Name, ReadOnlyMemory<byte> Salt, int Iterations, IReadOnlyList<ScramKey> Keys, string? Unavailable, TimeSpan? RetryAfter);

/// <summary>RFC 5802 3: StoredKey and ServerKey, 32 octets each.</summary>
public sealed record ScramKey(long Credential, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey);
