using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <summary>Copies a record as it is, without its key: head, table and each chunk are held against their checksums on the way.</summary>
internal static class RecordCopy
{
    /// <summary>The whole record in memory, for one that is small.</summary>
    /// <exception cref="DamagedRecordException">It is not whole.</exception>
    public static async ValueTask<byte[]> ReadAsync(RecordId id, IRecordSource source, long storedLength)
    {
        var record = new byte[storedLength];
        await source.ReadExactlyAsync(0, record);
        var lengths = Lengths(record, id, source, storedLength);
        long at = id.HeadLength;
        for (var i = 0; i < lengths.Length; i++)
        {
            Check(record.AsSpan((int)at, lengths[i].Stored), lengths[i].Crc, source, i);
            at += lengths[i].Stored;
        }
        return record;
    }

    /// <summary>Writes it at a place; the head last. Returns its stored length.</summary>
    /// <param name="written">Hears of each chunk's octets in the file.</param>
    /// <exception cref="DamagedRecordException">It is not whole; what was begun is to be given up.</exception>
    public static async ValueTask<long> WriteAsync(DiskAccess disk, SafeFileHandle file, long start, RecordId id, IRecordSource source, long storedLength, Func<int, ValueTask> written)
    {
        var head = new byte[id.HeadLength];
        await source.ReadExactlyAsync(0, head);
        var lengths = Lengths(head, id, source, storedLength);
        var buffer = ArrayPool<byte>.Shared.Rent(SegmentFormat.MaxStored);
        try
        {
            long at = head.Length;
            for (var i = 0; i < lengths.Length; i++)
            {
                var chunk = buffer.AsMemory(0, lengths[i].Stored);
                await source.ReadExactlyAsync(at, chunk);
                Check(chunk.Span, lengths[i].Crc, source, i);
                disk.Write(file, chunk.Span, start + at);
                at += chunk.Length;
                await written(chunk.Length);
            }
            disk.Write(file, head, start);
            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (int Stored, uint Crc)[] Lengths(ReadOnlySpan<byte> record, RecordId id, IRecordSource source, long storedLength)
    {
        var head = record[..Math.Min(record.Length, id.HeadLength)];
        if (!SegmentFormat.TryReadHead(head, out var read) || !id.IsOf(read) || read.StoredLength != storedLength || !SegmentFormat.IsWhole(head))
            throw new DamagedRecordException($"{source.Name} is no whole record of {id.Hash}");
        var lengths = new (int Stored, uint Crc)[read.Chunks];
        long sum = id.HeadLength;
        for (var i = 0; i < lengths.Length; i++)
        {
            var (stored, _, crc) = SegmentFormat.ReadEntry(head[SegmentFormat.TableAt(id.KeyId)..], i);
            if (stored > SegmentFormat.MaxStored) throw new DamagedRecordException($"{source.Name}: chunk {i} is damaged");
            lengths[i] = (stored, crc);
            sum += stored;
        }
        return sum == storedLength ? lengths : throw new DamagedRecordException($"{source.Name} has chunks of other lengths than its own");
    }

    private static void Check(ReadOnlySpan<byte> chunk, uint crc, IRecordSource source, int number)
    {
        if (Crc32.HashToUInt32(chunk) != crc) throw new DamagedRecordException($"{source.Name}: chunk {number} is damaged");
    }
}
