using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>
/// Reads one record. Its first read brings the chunk table and the first chunk, which is all there is of most mail. Holds these, the
/// last chunk expanded and a buffer for stored octets; every chunk is checked against its checksum before any of its octets are given
/// out. Used by one reader at a time.
/// </summary>
internal sealed class RecordReader : IBlobReader
{
    private readonly IRecordSource _source;
    private readonly long _length;
    private readonly int _headLength;
    private readonly int _firstLength;
    private readonly int _chunks;
    private byte[]? _first;
    private byte[]? _chunk;
    private byte[]? _stored;
    private int _current = -1;
    private int _next;
    private long _nextOffset;

    /// <param name="first">Lent by the shared pool: head, chunk table and as much of the first chunk as <paramref name="firstLength"/> has.</param>
    private RecordReader(IRecordSource source, long length, byte[] first, int headLength, int firstLength, int chunks)
    {
        _source = source;
        _length = length;
        (_first, _headLength, _firstLength) = (first, headLength, firstLength);
        _chunks = chunks;
        _nextOffset = headLength;
    }

    public long Length => _length;

    /// <param name="storedLength">Octets of the record.</param>
    /// <param name="length">Octets of content.</param>
    /// <exception cref="IOException">There is no whole record of that content at that place.</exception>
    public static async ValueTask<RecordReader> OpenAsync(IRecordSource source, long storedLength, long length, ContentHash hash)
    {
        var headLength = SegmentFormat.HeadLength + SegmentFormat.Chunks(length) * SegmentFormat.TableEntryLength;
        var firstLength = (int)Math.Clamp(storedLength, headLength, headLength + (long)ChunkCodec.MaxStored);
        var first = ArrayPool<byte>.Shared.Rent(firstLength);
        try
        {
            await source.ReadExactlyAsync(0, first.AsMemory(0, firstLength));
            var chunks = Chunks(first.AsSpan(0, headLength), storedLength, length, hash) ?? throw new IOException($"{source.Name} is no whole record of {hash}");
            return new RecordReader(source, length, first, headLength, firstLength, chunks);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(first);
            throw;
        }
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var done = 0;
        while (done < buffer.Length && offset + done < Length)
        {
            var at = offset + done;
            var chunk = await LoadAsync((int)(at / SegmentFormat.ChunkLength));
            var part = chunk[(int)(at % SegmentFormat.ChunkLength)..];
            part = part[..Math.Min(part.Length, buffer.Length - done)];
            part.CopyTo(buffer[done..]);
            done += part.Length;
        }
        return done;
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _first, null) is { } first) ArrayPool<byte>.Shared.Return(first);
        if (Interlocked.Exchange(ref _chunk, null) is { } chunk) ArrayPool<byte>.Shared.Return(chunk);
        if (Interlocked.Exchange(ref _stored, null) is { } stored) ArrayPool<byte>.Shared.Return(stored);
        return default;
    }

    /// <summary>The number of chunks; null when the head is not that of this content.</summary>
    private static int? Chunks(ReadOnlySpan<byte> head, long storedLength, long length, ContentHash hash) =>
        SegmentFormat.TryReadHead(head, out var record) && record.Length == length && record.StoredLength == storedLength && record.Hash == hash && SegmentFormat.IsWhole(head)
            ? record.Chunks
            : null;

    private async ValueTask<Memory<byte>> LoadAsync(int index)
    {
        var length = (int)Math.Min(SegmentFormat.ChunkLength, Length - (long)index * SegmentFormat.ChunkLength);
        _chunk ??= ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var chunk = _chunk.AsMemory(0, length);
        if (index == _current) return chunk;
        _current = -1;
        var (stored, plain, crc) = Entry(index);
        if (stored > ChunkCodec.MaxStored || (plain && stored != length)) throw Damaged(index);
        var bytes = await StoredAsync(index, stored);
        if (Crc32.HashToUInt32(bytes.Span) != crc) throw Damaged(index);
        if (plain) bytes.CopyTo(chunk);
        else ChunkCodec.Expand(bytes.Span, chunk.Span);
        _current = index;
        return chunk;
    }

    /// <summary>The stored octets of a chunk: from what the first read brought, or from the source.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> StoredAsync(int index, int length)
    {
        if (index == 0 && _headLength + length <= _firstLength) return First.AsMemory(_headLength, length);
        _stored ??= ArrayPool<byte>.Shared.Rent(ChunkCodec.MaxStored);
        var bytes = _stored.AsMemory(0, length);
        await _source.ReadExactlyAsync(OffsetOf(index), bytes);
        return bytes;
    }

    private byte[] First => _first ?? throw new ObjectDisposedException(nameof(RecordReader));

    /// <summary>Readers go forward as a rule: the sum goes on from the chunk before.</summary>
    private long OffsetOf(int index)
    {
        if (index < _next)
        {
            _next = 0;
            _nextOffset = _headLength;
        }
        for (; _next < index; _next++) _nextOffset += Entry(_next).Stored;
        return _nextOffset;
    }

    private (int Stored, bool Plain, uint Crc) Entry(int index)
    {
        if (index >= _chunks) throw Damaged(index);
        var entry = First.AsSpan(SegmentFormat.HeadLength + index * SegmentFormat.TableEntryLength);
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        return ((int)(stored & ~SegmentFormat.PlainBit), (stored & SegmentFormat.PlainBit) != 0, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
    }

    private IOException Damaged(int chunk) => new($"{_source.Name}: chunk {chunk} is damaged");
}
