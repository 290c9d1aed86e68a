using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Settings;

/// <summary>
/// The key under which an installation's secrets are sealed: AES-256-GCM, a fresh 96-bit nonce each time, bound to company, name and key
/// (a sealed value moved to another row does not open). A sealed value is version (1 octet), nonce (12), tag (16), ciphertext.
/// </summary>
public sealed class SecretKey
{
    public const int KeyOctets = 32;

    private const byte Version = 1;
    private const int NonceOctets = 12;
    private const int TagOctets = 16;

    private readonly byte[] _key;

    public SecretKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyOctets) throw new ArgumentException("a secret key has 32 octets", nameof(key));
        _key = key.ToArray();
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "postamt secret key"u8, .. key]).AsSpan(0, 8));
    }

    /// <summary>Names the key without giving it away: 16 hexadecimal digits, stored beside each sealed value.</summary>
    public string Id { get; }

    public override string ToString() => $"secret key {Id}";

    public byte[] Seal(CompanyId company, string name, ReadOnlySpan<byte> value, RandomNumberGenerator random)
    {
        var sealedValue = new byte[1 + NonceOctets + TagOctets + value.Length];
        sealedValue[0] = Version;
        var nonce = sealedValue.AsSpan(1, NonceOctets);
        random.GetBytes(nonce);
        using var aes = new AesGcm(_key, TagOctets);
        aes.Encrypt(nonce, value, sealedValue.AsSpan(1 + NonceOctets + TagOctets), sealedValue.AsSpan(1 + NonceOctets, TagOctets), AssociatedData(company, name));
        return sealedValue;
    }

    /// <param name="keyId">The id stored beside the value.</param>
    /// <exception cref="SecretKeyException">Sealed under another key, moved from another row, or damaged.</exception>
    public byte[] Open(CompanyId company, string name, string keyId, ReadOnlySpan<byte> sealedValue)
    {
        if (keyId != Id) throw SecretKeyException.WrongKey(Id, keyId);
        if (sealedValue.Length < 1 + NonceOctets + TagOctets || sealedValue[0] != Version) throw SecretKeyException.Damaged(name);
        var value = new byte[sealedValue.Length - 1 - NonceOctets - TagOctets];
        using var aes = new AesGcm(_key, TagOctets);
        try
        {
            aes.Decrypt(sealedValue.Slice(1, NonceOctets), sealedValue[(1 + NonceOctets + TagOctets)..], sealedValue.Slice(1 + NonceOctets, TagOctets), value, AssociatedData(company, name));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw SecretKeyException.Damaged(name);
        }
        return value;
    }

    private byte[] AssociatedData(CompanyId company, string name)
    {
        var data = new byte[8 + Encoding.ASCII.GetByteCount(Id) + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteInt64BigEndian(data, company.Value);
        var at = 8 + Encoding.ASCII.GetBytes(Id, data.AsSpan(8));
        Encoding.UTF8.GetBytes(name, data.AsSpan(at));
        return data;
    }
}
