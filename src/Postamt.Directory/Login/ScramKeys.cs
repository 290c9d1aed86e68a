using System.Security.Cryptography;

namespace Postamt.Directory.Login;

/// <summary>SCRAM-SHA-256 (RFC 5802, RFC 7677): the keys a server keeps.</summary>
public static class ScramKeys
{
    public const int SaltOctets = 16;

    // RFC 7677 4: at least 4096. App passwords hold 128 random bits; more would only cost phones time.
    public const int Iterations = 4096;

    /// <summary>RFC 5802 3: StoredKey = H(HMAC(SaltedPassword, "Client Key")), ServerKey = HMAC(SaltedPassword, "Server Key").</summary>
    public static (byte[] StoredKey, byte[] ServerKey) Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        Span<byte> salted = stackalloc byte[32];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, salted, iterations, HashAlgorithmName.SHA256);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        CryptographicOperations.ZeroMemory(salted);
        return (stored, server);
    }
}
