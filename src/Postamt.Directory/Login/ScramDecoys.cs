using System.Security.Cryptography;
using System.Text;

namespace Postamt.Directory.Login;

/// <summary>
/// Salts and keys for names that do not exist: made from the name under a secret of the installation, so every node gives the same ones and a
/// restart changes nothing (RFC 5802 9 leaves this to us).
/// </summary>
internal sealed class ScramDecoys(byte[] secret)
{
    public byte[] SaltFor(string name) => Derive("salt", name)[..ScramKeys.SaltOctets];

    public ScramKey KeyFor(string name) => new(0, Derive("stored", name), Derive("server", name));

    private byte[] Derive(string what, string name) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{what}\0{name}"));
}
