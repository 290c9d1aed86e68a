// The client's side of SCRAM-SHA-256. RFC 5802 3 and 7, RFC 7677.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postamt.Smtp.Client;

/// <summary>One exchange without channel binding.</summary>
internal sealed class ScramClient(SmtpCredentials credentials, RandomNumberGenerator random)
{
    // RFC 7677 3 has at least 4096; more than this is an attack on our processor.
    private const int MaxIterations = 1_000_000;
    private readonly string _nonce = Nonce(random);
    private byte[]? _serverSignature;

    private string Bare => $"n={credentials.User.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={_nonce}";

    internal string First() => "n,," + Bare;

    /// <returns>Null when the server's message is not what RFC 5802 5.1 wants.</returns>
    internal string? Final(string serverFirst)
    {
        string[] parts = serverFirst.Split(',');
        if (parts.Length < 3 || !parts[0].StartsWith("r=" + _nonce, StringComparison.Ordinal) || parts[0].Length <= _nonce.Length + 2
            || !parts[1].StartsWith("s=", StringComparison.Ordinal) || !parts[2].StartsWith("i=", StringComparison.Ordinal)
            || !int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) || iterations is < 4096 or > MaxIterations)
            return null;
        byte[] salt = new byte[256];
        if (!Convert.TryFromBase64String(parts[1][2..], salt, out int length) || length == 0)
            return null;
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(credentials.Password.Normalize(NormalizationForm.FormKC), salt.AsSpan(0, length), iterations, HashAlgorithmName.SHA256, 32);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        string withoutProof = $"c=biws,{parts[0]}";
        byte[] message = Encoding.UTF8.GetBytes($"{Bare},{serverFirst},{withoutProof}");
        byte[] proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>The server knows the password too (RFC 5802 5.1, "v").</summary>
    internal bool IsServer(string serverFinal)
    {
        byte[] signature = new byte[32];
        return _serverSignature is not null && serverFinal.StartsWith("v=", StringComparison.Ordinal)
            && Convert.TryFromBase64String(serverFinal[2..], signature, out int length) && length == 32
            && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
    }

    private static string Nonce(RandomNumberGenerator random)
    {
        byte[] octets = new byte[18];
        random.GetBytes(octets);
        return Convert.ToBase64String(octets);
    }
}
