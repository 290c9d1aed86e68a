using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postamt.Sql.Segments;

/// <summary>A key that contents are encrypted with: 256 bits. Its id is made from the key, so that a wrong key never passes for the right one.</summary>
internal sealed class ContentKey
{
    public const int Octets = 32;

    private readonly byte[] _key;

    public ContentKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Octets) throw new ArgumentException("a content key has 32 octets", nameof(key));
        _key = key.ToArray();
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, "postamt content key id"u8, hash);
        Id = Math.Max(1, BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue);
    }

    /// <summary>63 bits, never 0, which says that a content is not encrypted.</summary>
    public long Id { get; }

    /// <summary>The key of one record.</summary>
    public void Derive(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> salt, Span<byte> own)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData("postamt content record"u8);
        hmac.AppendData(identity);
        hmac.AppendData(salt);
        hmac.GetHashAndReset(own);
    }

    public override string ToString() => Name(Id);

    /// <summary>An id as people read it: 16 hexadecimal digits.</summary>
    public static string Name(long id) => id.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
