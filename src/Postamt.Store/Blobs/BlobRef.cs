using Postamt.Cluster.Identity;

namespace Postamt.Store.Blobs;

/// <summary>SHA-256 of a content, 32 octets.</summary>
public readonly record struct ContentHash(UInt128 High, UInt128 Low)
{
    public static ContentHash FromBytes(ReadOnlySpan<byte> bytes) => new(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Low);
        return bytes;
    }

    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}

/// <summary>A stored content: row id of the blob within its company, and its length in octets.</summary>
/// <param name="Id">The blob row, unique in the database; 0 for none.</param>
public readonly record struct BlobRef(CompanyId Company, long Id, long Length);
