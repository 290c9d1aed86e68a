using System.Buffers.Binary;
using System.IO.Hashing;
using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>
/// A segment file NNNNNNNN.seg is a file header of 32 octets and then records, each on a multiple of 8. All numbers are little endian.
/// Record: magic "PSR1" (4), flags (4), content length (8), stored length of the whole record without padding (8), company (8),
/// key id (8), SHA-256 of the content (32), number of chunks (4), CRC-32 of head and table with this field zero (4); then the chunk
/// table, 8 octets a chunk (stored length, top bit: not compressed; CRC-32 of the stored octets), then the chunks.
/// A chunk is 64 KiB of content, only the last is shorter, compressed by itself with zstd.
/// An encrypted record has flag 1 and a key id, and 16 octets of salt between head and table, which the head's CRC-32 covers; each of its
/// chunks is encrypted after it was compressed and ends with its tag of 16 octets (<see cref="RecordCipher"/>).
/// </summary>
internal static class SegmentFormat
{
    public const int FileHeaderLength = 32;
    public const int HeadLength = 80;
    public const int TableEntryLength = 8;
    public const int ChunkLength = 64 * 1024;
    public const int Alignment = 8;
    public const uint PlainBit = 0x8000_0000;
    public const int SaltLength = 16;
    public const int EncryptedFlag = 1;

    /// <summary>A head past this is not read as one: a content of 4 GiB.</summary>
    public const int MaxChunks = 65_536;

    private const int CrcAt = 76;

    /// <summary>Octets of the longest chunk as it is stored.</summary>
    public static int MaxStored { get; } = ChunkCodec.MaxStored + RecordCipher.TagLength;

    public static ReadOnlySpan<byte> RecordMagic => "PSR1"u8;

    private static ReadOnlySpan<byte> FileMagic => "Postamt segment\n"u8;

    public static int Chunks(long length) => (int)((length + ChunkLength - 1) / ChunkLength);

    /// <summary>Where the chunk table begins.</summary>
    public static int TableAt(long keyId) => HeadLength + (keyId == 0 ? 0 : SaltLength);

    /// <summary>Octets before the first chunk.</summary>
    public static int HeadOf(long length, long keyId) => TableAt(keyId) + Chunks(length) * TableEntryLength;

    public static long Padded(long length) => (length + Alignment - 1) & ~(long)(Alignment - 1);

    public static void WriteFileHeader(Span<byte> header, int segment)
    {
        header[..FileHeaderLength].Clear();
        FileMagic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], segment);
    }

    public static bool IsFileHeader(ReadOnlySpan<byte> header, int segment) =>
        header.Length >= FileHeaderLength && header.StartsWith(FileMagic)
        && BinaryPrimitives.ReadInt32LittleEndian(header[16..]) == 1 && BinaryPrimitives.ReadInt32LittleEndian(header[20..]) == segment;

    /// <param name="head">Head, salt and chunk table; salt and table are filled already.</param>
    public static void WriteHead(Span<byte> head, in RecordHead record)
    {
        RecordMagic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], record.KeyId == 0 ? 0 : EncryptedFlag);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], record.StoredLength);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], record.Company);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], record.KeyId);
        record.Hash.ToBytes().CopyTo(head[40..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[72..], record.Chunks);
        BinaryPrimitives.WriteUInt32LittleEndian(head[CrcAt..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(head[CrcAt..], Crc32.HashToUInt32(head));
    }

    public static void WriteEntry(Span<byte> table, int chunk, int stored, bool plain, uint crc)
    {
        var entry = table[(chunk * TableEntryLength)..];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)stored | (plain ? PlainBit : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], crc);
    }

    public static (int Stored, bool Plain, uint Crc) ReadEntry(ReadOnlySpan<byte> table, int chunk)
    {
        var entry = table[(chunk * TableEntryLength)..];
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        return ((int)(stored & ~PlainBit), (stored & PlainBit) != 0, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
    }

    /// <summary>The fixed part alone; the checksum is verified by <see cref="IsWhole"/> when the table is there too.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out RecordHead record)
    {
        record = default;
        if (head.Length < HeadLength || !head.StartsWith(RecordMagic)) return false;
        record = new RecordHead(
            BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[32..]),
            ContentHash.FromBytes(head.Slice(40, 32)),
            BinaryPrimitives.ReadInt32LittleEndian(head[72..]));
        if (BinaryPrimitives.ReadInt32LittleEndian(head[4..]) != (record.KeyId == 0 ? 0 : EncryptedFlag)) return false;
        return record.Chunks is >= 0 and <= MaxChunks && record.Length >= 0 && record.Chunks == Chunks(record.Length) && record.StoredLength >= record.HeadLength;
    }

    /// <summary>True when head and table match their checksum.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> head)
    {
        var crc = new Crc32();
        crc.Append(head[..CrcAt]);
        crc.Append(stackalloc byte[4]);
        crc.Append(head[(CrcAt + 4)..]);
        return crc.GetCurrentHashAsUInt32() == BinaryPrimitives.ReadUInt32LittleEndian(head[CrcAt..]);
    }
}

/// <param name="Length">Octets of content.</param>
/// <param name="StoredLength">Octets of the record: head, table and chunks.</param>
/// <param name="KeyId">0: not encrypted.</param>
internal readonly record struct RecordHead(long Length, long StoredLength, long Company, long KeyId, ContentHash Hash, int Chunks)
{
    public RecordId Id => new(new CompanyId(Company), Hash, Length, KeyId);

    public int HeadLength => SegmentFormat.HeadOf(Length, KeyId);
}
