using System.Security.Cryptography;
using System.Text;

namespace Postamt.Directory.Login;

/// <summary>
/// What is kept of an app password: <c>app1$SHA256$STOREDKEY$SERVERKEY</c>, each 32 octets in base64. The bits are random, so a plain SHA-256
/// tells nothing about them.
/// </summary>
internal sealed record AppPasswordVerifier(byte[] Hash, byte[] StoredKey, byte[] ServerKey)
{
    private const string Prefix = "app1$";

    public static AppPasswordVerifier Derive(AppPassword password, byte[] salt, int iterations)
    {
        var (stored, server) = ScramKeys.Derive(Encoding.ASCII.GetBytes(password.Text), salt, iterations);
        return new AppPasswordVerifier(SHA256.HashData(password.Bits), stored, server);
    }

    public bool Matches(AppPassword password) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(password.Bits), Hash);

    public static AppPasswordVerifier? TryParse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = text[Prefix.Length..].Split('$');
        if (parts.Length != 3) return null;
        var keys = new byte[3][];
        for (var i = 0; i < 3; i++)
        {
            keys[i] = new byte[32];
            if (parts[i].Length != 44 || !Convert.TryFromBase64String(parts[i], keys[i], out var length) || length != 32) return null;
        }
        return new AppPasswordVerifier(keys[0], keys[1], keys[2]);
    }

    public override string ToString() => $"{Prefix}{Convert.ToBase64String(Hash)}${Convert.ToBase64String(StoredKey)}${Convert.ToBase64String(ServerKey)}";
}
