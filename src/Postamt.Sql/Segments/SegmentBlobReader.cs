using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>
/// Reads one record. Holds the chunk table, the last chunk expanded and a buffer for stored octets; every chunk is checked
/// against its checksum before any of its octets are given out. Used by one reader at a time.
/// </summary>
internal sealed class SegmentBlobReader : IBlobReader
{
    private readonly SafeFileHandle _file;
    private readonly BlobLocation _location;
    private readonly byte[] _head;
    private readonly int _chunks;
    private byte[]? _chunk;
    private byte[]? _stored;
    private int _current = -1;
    private int _next;
    private long _nextOffset;

    private SegmentBlobReader(SafeFileHandle file, BlobLocation location, byte[] head, int chunks)
    {
        _file = file;
        _location = location;
        _head = head;
        _chunks = chunks;
        _nextOffset = head.Length;
    }

    public long Length => _location.Length;

    /// <exception cref="IOException">There is no whole record of that content at that place.</exception>
    public static SegmentBlobReader Open(SafeFileHandle file, BlobLocation location, ContentHash hash)
    {
        var head = new byte[SegmentFormat.HeadLength + SegmentFormat.Chunks(location.Length) * SegmentFormat.TableEntryLength];
        ReadExactly(file, head, location.Offset);
        if (!SegmentFormat.TryReadHead(head, out var record) || record.Length != location.Length || record.StoredLength != location.StoredLength || record.Hash != hash || !SegmentFormat.IsWhole(head))
            throw new IOException($"segment {location.Segment} has no whole record of {hash} at {location.Offset}");
        return new SegmentBlobReader(file, location, head, record.Chunks);
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
        if (plain)
        {
            ReadExactly(_file, chunk, _location.Offset + OffsetOf(index));
            if (Crc32.HashToUInt32(chunk) != crc) throw Damaged(index);
        }
        else
        {
            _stored ??= ArrayPool<byte>.Shared.Rent(ChunkCodec.MaxStored);
            var bytes = _stored.AsSpan(0, stored);
            ReadExactly(_file, bytes, _location.Offset + OffsetOf(index));
            if (Crc32.HashToUInt32(bytes) != crc) throw Damaged(index);
            ChunkCodec.Expand(bytes, chunk);
        }
        _current = index;
        return chunk;
    }

    /// <summary>Readers go forward as a rule: the sum goes on from the chunk before.</summary>
    private long OffsetOf(int index)
    {
        if (index < _next)
        {
            _next = 0;
            _nextOffset = _head.Length;
        }
        for (; _next < index; _next++) _nextOffset += Entry(_next).Stored;
        return _nextOffset;
    }

    private (int Stored, bool Plain, uint Crc) Entry(int index)
    {
        if (index >= _chunks) throw Damaged(index);
        var entry = _head.AsSpan(SegmentFormat.HeadLength + index * SegmentFormat.TableEntryLength);
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
