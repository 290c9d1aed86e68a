using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>
/// Reads one record. Its first read brings the chunk table and the first chunk, which is all there is of most mail. Holds these, the
/// last chunk expanded and a buffer for stored octets; every chunk is checked against its checksum before any of its octets are given
/// out. Used by one reader at a time.
/// </summary>
internal sealed class SegmentBlobReader : IBlobReader
{
    private readonly SafeFileHandle _file;
    private readonly BlobLocation _location;
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
    private SegmentBlobReader(SafeFileHandle file, BlobLocation location, byte[] first, int headLength, int firstLength, int chunks)
    {
        _file = file;
        _location = location;
        (_first, _headLength, _firstLength) = (first, headLength, firstLength);
        _chunks = chunks;
        _nextOffset = headLength;
    }

    public long Length => _location.Length;

    /// <exception cref="IOException">There is no whole record of that content at that place.</exception>
    public static SegmentBlobReader Open(SafeFileHandle file, BlobLocation location, ContentHash hash)
    {
        var headLength = SegmentFormat.HeadLength + SegmentFormat.Chunks(location.Length) * SegmentFormat.TableEntryLength;
        var firstLength = (int)Math.Clamp(location.StoredLength, headLength, headLength + (long)ChunkCodec.MaxStored);
        var first = ArrayPool<byte>.Shared.Rent(firstLength);
        try
        {
            ReadExactly(file, first.AsSpan(0, firstLength), location.Offset);
            var head = first.AsSpan(0, headLength);
            if (!SegmentFormat.TryReadHead(head, out var record) || record.Length != location.Length || record.StoredLength != location.StoredLength || record.Hash != hash || !SegmentFormat.IsWhole(head))
                throw new IOException($"segment {location.Segment} has no whole record of {hash} at {location.Offset}");
            return new SegmentBlobReader(file, location, first, headLength, firstLength, record.Chunks);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(first);
            throw;
        }
    }

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var done = 0;
        while (done < buffer.Length && offset + done < Length)
        {
            var at = offset + done;
            var chunk = Load((int)(at / SegmentFormat.ChunkLength));
            var part = chunk[(int)(at % SegmentFormat.ChunkLength)..];
            part = part[..Math.Min(part.Length, buffer.Length - done)];
            part.CopyTo(buffer.Span[done..]);
            done += part.Length;
        }
        return new(done);
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _first, null) is { } first) ArrayPool<byte>.Shared.Return(first);
        if (Interlocked.Exchange(ref _chunk, null) is { } chunk) ArrayPool<byte>.Shared.Return(chunk);
        if (Interlocked.Exchange(ref _stored, null) is { } stored) ArrayPool<byte>.Shared.Return(stored);
        return default;
    }

    private Span<byte> Load(int index)
    {
        var length = (int)Math.Min(SegmentFormat.ChunkLength, Length - (long)index * SegmentFormat.ChunkLength);
        _chunk ??= ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var chunk = _chunk.AsSpan(0, length);
        if (index == _current) return chunk;
        _current = -1;
        var (stored, plain, crc) = Entry(index);
        if (stored > ChunkCodec.MaxStored || (plain && stored != length)) throw Damaged(index);
        var bytes = Stored(index, stored);
        if (Crc32.HashToUInt32(bytes) != crc) throw Damaged(index);
        if (plain) bytes.CopyTo(chunk);
        else ChunkCodec.Expand(bytes, chunk);
        _current = index;
        return chunk;
    }

    /// <summary>The stored octets of a chunk: from what the first read brought, or from the file.</summary>
    private ReadOnlySpan<byte> Stored(int index, int length)
    {
        if (index == 0 && _headLength + length <= _firstLength) return First.AsSpan(_headLength, length);
        _stored ??= ArrayPool<byte>.Shared.Rent(ChunkCodec.MaxStored);
        var bytes = _stored.AsSpan(0, length);
        ReadExactly(_file, bytes, _location.Offset + OffsetOf(index));
        return bytes;
    }

    private byte[] First => _first ?? throw new ObjectDisposedException(nameof(SegmentBlobReader));

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

    private IOException Damaged(int chunk) => new($"segment {_location.Segment}, record at {_location.Offset}: chunk {chunk} is damaged");

    private static void ReadExactly(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) throw new EndOfStreamException("a segment ends inside a record");
            buffer = buffer[read..];
            offset += read;
        }
    }
}
