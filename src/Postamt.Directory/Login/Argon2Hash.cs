using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Postamt.Directory.Login;

/// <summary>
/// An Argon2id hash (RFC 9106) in PHC form: <c>$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH</c>, both in base64 without padding.
/// One lane and a salt of 16 octets, as libsodium computes it.
/// </summary>
internal sealed record Argon2Hash(int MemoryKibibytes, int Passes, byte[] Salt, byte[] Hash)
{
    // OWASP Password Storage Cheat Sheet: 19 MiB, t=2, p=1.
    public const int DefaultMemory = 19 * 1024;
    public const int DefaultPasses = 2;

    private const string Prefix = "$argon2id$v=19$";
    private const int SaltOctets = 16;
    private const int HashOctets = 32;

    public static byte[] NewSalt(RandomNumberGenerator random)
    {
        var salt = new byte[SaltOctets];
        random.GetBytes(salt);
        return salt;
    }

    public static Argon2Hash Compute(ReadOnlySpan<byte> password, byte[] salt, int memory = DefaultMemory, int passes = DefaultPasses, int octets = HashOctets)
    {
        var hash = new byte[octets];
        new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes }).DeriveBytes(password, salt, hash);
        return new Argon2Hash(memory, passes, salt, hash);
    }

    /// <summary>The same password with the same costs and salt.</summary>
    public bool Matches(ReadOnlySpan<byte> password)
    {
        var other = Compute(password, Salt, MemoryKibibytes, Passes, Hash.Length);
        return CryptographicOperations.FixedTimeEquals(other.Hash, Hash);
    }

    /// <summary>Refuses costs nobody here would have set: a row must not be able to stop a node.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Argon2Hash? hash)
    {
        hash = null;
        if (text.Length > 512 || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var parts = text[Prefix.Length..].Split('$');
        if (parts.Length != 3) return false;
        var costs = parts[0].Split(',');
        if (costs.Length != 3 || !TryReadCost(costs[0], "m=", 8, 256 * 1024, out var memory) || !TryReadCost(costs[1], "t=", 1, 16, out var passes) || costs[2] != "p=1") return false;
        if (!TryReadOctets(parts[1], SaltOctets, SaltOctets, out var salt) || !TryReadOctets(parts[2], 16, 64, out var value)) return false;
        hash = new Argon2Hash(memory, passes, salt, value);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}m={MemoryKibibytes},t={Passes},p=1${Unpadded(Salt)}${Unpadded(Hash)}");

    private static string Unpadded(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=');

    private static bool TryReadCost(string text, string name, int least, int most, out int value)
    {
        value = 0;
        return text.StartsWith(name, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most;
    }

    private static bool TryReadOctets(string text, int least, int most, out byte[] octets)
    {
        octets = new byte[text.Length];
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, octets, out var length) || length < least || length > most) return false;
        octets = octets[..length];
        return true;
    }
}
