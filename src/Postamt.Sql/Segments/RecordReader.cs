using System.Buffers;
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
    private readonly RecordId _id;
    private readonly RecordCipher? _cipher;
    private readonly int _headLength;
    private readonly int _firstLength;
    private readonly int _chunks;
    private byte[]? _first;
    private byte[]? _chunk;
    private byte[]? _stored;
    private byte[]? _decrypted;
    private int _current = -1;
    private int _next;
    private long _nextOffset;

    /// <param name="first">Lent by the shared pool: head, chunk table and as much of the first chunk as <paramref name="firstLength"/> has.</param>
    private RecordReader(IRecordSource source, RecordId id, RecordCipher? cipher, byte[] first, int firstLength)
    {
        _source = source;
        _id = id;
        _cipher = cipher;
        (_first, _headLength, _firstLength) = (first, id.HeadLength, firstLength);
        _chunks = SegmentFormat.Chunks(id.Length);
        _nextOffset = _headLength;
    }

    public long Length => _id.Length;

    /// <param name="storedLength">Octets of the record.</param>
    /// <exception cref="DamagedRecordException">There is no whole record of that content at that place.</exception>
    /// <exception cref="MissingContentKeyException">It is encrypted with a key that is not here.</exception>
    /// <exception cref="IOException">The place cannot be read.</exception>
    public static async ValueTask<RecordReader> OpenAsync(IRecordSource source, RecordId id, long storedLength, ContentKeys keys)
    {
        var firstLength = (int)Math.Clamp(storedLength, id.HeadLength, id.HeadLength + (long)SegmentFormat.MaxStored);
        var first = ArrayPool<byte>.Shared.Rent(firstLength);
        try
        {
            await source.ReadExactlyAsync(0, first.AsMemory(0, firstLength));
            if (!IsHead(first.AsSpan(0, id.HeadLength), id, storedLength)) throw new DamagedRecordException($"{source.Name} is no whole record of {id.Hash}");
            var cipher = id.KeyId == 0 ? null : keys.Open(id, first.AsSpan(SegmentFormat.HeadLength, SegmentFormat.SaltLength));
            return new RecordReader(source, id, cipher, first, firstLength);
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
        if (Interlocked.Exchange(ref _decrypted, null) is { } decrypted) ArrayPool<byte>.Shared.Return(decrypted, clearArray: true);
        _cipher?.Dispose();
        return default;
    }

    private static bool IsHead(ReadOnlySpan<byte> head, RecordId id, long storedLength) =>
        SegmentFormat.TryReadHead(head, out var record) && id.IsOf(record) && record.StoredLength == storedLength && SegmentFormat.IsWhole(head);

    private async ValueTask<Memory<byte>> LoadAsync(int index)
    {
        var length = (int)Math.Min(SegmentFormat.ChunkLength, Length - (long)index * SegmentFormat.ChunkLength);
        _chunk ??= ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var chunk = _chunk.AsMemory(0, length);
        if (index == _current) return chunk;
        _current = -1;
        var (stored, plain, crc) = Entry(index);
        var packed = stored - (_cipher is null ? 0 : RecordCipher.TagLength);
        if (packed < 0 || packed > ChunkCodec.MaxStored || (plain && packed != length)) throw Damaged(index);
        var bytes = await StoredAsync(index, stored);
        if (Crc32.HashToUInt32(bytes.Span) != crc) throw Damaged(index);
        Unpack(bytes.Span, chunk.Span, index, plain);
        _current = index;
        return chunk;
    }

    private void Unpack(ReadOnlySpan<byte> stored, Span<byte> chunk, int index, bool plain)
    {
        try
        {
            if (_cipher is not null && plain) _cipher.Decrypt(stored, chunk, index, plain);
            else if (_cipher is not null) ChunkCodec.Expand(Decrypt(stored, index), chunk);
            else if (plain) stored.CopyTo(chunk);
            else ChunkCodec.Expand(stored, chunk);
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or IOException)
        {
            throw Damaged(index, e);
        }
    }

    private ReadOnlySpan<byte> Decrypt(ReadOnlySpan<byte> stored, int index)
    {
        _decrypted ??= ArrayPool<byte>.Shared.Rent(SegmentFormat.MaxStored);
        var packed = _decrypted.AsSpan(0, stored.Length - RecordCipher.TagLength);
        _cipher!.Decrypt(stored, packed, index, plain: false);
        return packed;
    }

    /// <summary>The stored octets of a chunk: from what the first read brought, or from the source.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> StoredAsync(int index, int length)
    {
        if (index == 0 && _headLength + length <= _firstLength) return First.AsMemory(_headLength, length);
        _stored ??= ArrayPool<byte>.Shared.Rent(SegmentFormat.MaxStored);
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
        return SegmentFormat.ReadEntry(First.AsSpan(SegmentFormat.TableAt(_id.KeyId)), index);
    }

    private DamagedRecordException Damaged(int chunk, Exception? inner = null) => new($"{_source.Name}: chunk {chunk} is damaged", inner);
}
