using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Segments;

/// <summary>Encodes a content as a record into a file, chunk by chunk; memory is two chunks and the table, whatever the length.</summary>
internal static class RecordFile
{
    /// <summary>Writes a whole record at a place; the head last. Returns its stored length.</summary>
    /// <param name="written">Hears of each chunk's octets in the file.</param>
    /// <exception cref="IOException">The content cannot be read or the file not be written; what was begun is to be given up.</exception>
    public static async ValueTask<long> WriteAsync(DiskAccess disk, SafeFileHandle file, long start, RecordId record, ContentKeys keys, SpooledContent content, Func<int, ValueTask>? written = null)
    {
        var chunks = SegmentFormat.Chunks(content.Length);
        var headLength = record.HeadLength;
        var tableAt = SegmentFormat.TableAt(record.KeyId);
        var head = ArrayPool<byte>.Shared.Rent(Math.Max(headLength, SegmentFormat.HeadLength + SegmentFormat.SaltLength));
        var chunk = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var stored = ArrayPool<byte>.Shared.Rent(SegmentFormat.MaxStored);
        try
        {
            using var cipher = keys.Begin(record, head.AsSpan(SegmentFormat.HeadLength, SegmentFormat.SaltLength));
            await using var source = content.OpenRead();
            long at = headLength;
            for (var i = 0; i < chunks; i++)
            {
                var length = (int)Math.Min(SegmentFormat.ChunkLength, content.Length - (long)i * SegmentFormat.ChunkLength);
                await source.ReadExactlyAsync(chunk.AsMemory(0, length), CancellationToken.None);
                var octets = EncodeChunk(chunk.AsSpan(0, length), stored, head.AsSpan(tableAt), i, cipher);
                disk.Write(file, stored.AsSpan(0, octets), start + at);
                at += octets;
                if (written is not null) await written(octets);
            }
            SegmentFormat.WriteHead(head.AsSpan(0, headLength), new RecordHead(content.Length, at, record.Company.Value, record.KeyId, content.Hash, chunks));
            disk.Write(file, head.AsSpan(0, headLength), start);
            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
            ArrayPool<byte>.Shared.Return(chunk);
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <summary>Writes one chunk, compressed or not, encrypted where there is a cipher, and its entry of the table; returns the octets of the chunk as stored.</summary>
    public static int EncodeChunk(ReadOnlySpan<byte> chunk, Span<byte> target, Span<byte> table, int index, RecordCipher? cipher)
    {
        var written = ChunkCodec.Compress(chunk, target);
        var plain = written == 0;
        if (plain)
        {
            chunk.CopyTo(target);
            written = chunk.Length;
        }
        if (cipher is not null) written = cipher.Encrypt(target, written, index, plain);
        SegmentFormat.WriteEntry(table, index, written, plain, Crc32.HashToUInt32(target[..written]));
        return written;
    }
}
