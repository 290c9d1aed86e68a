using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Postamt.Cluster.Identity;
using Postamt.Sql.Spooling;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Segments;

/// <summary>
/// A content ready to be stored. A small one is a whole record, compressed on the caller's thread, in pooled memory or, for a content
/// that was spooled to a file, in another unlinked file, and the writer copies it. A large one is in its segment already, durable, and
/// the writer only notes the place. Disposed of by who made it, after the write was answered.
/// </summary>
internal sealed class PendingBody : IDisposable
{
    private static readonly DiskAccess Spool = new();

    private byte[]? _memory;
    private SafeFileHandle? _file;

    private PendingBody(RecordId id) => Id = id;

    public RecordId Id { get; }

    public CompanyId Company => Id.Company;

    public ContentHash Hash => Id.Hash;

    public long Length => Id.Length;

    /// <summary>0: the record is not encrypted.</summary>
    public long KeyId => Id.KeyId;

    /// <summary>Octets of the record.</summary>
    public long StoredLength { get; private set; }

    /// <summary>
    /// A stored blob found to hold the same octets; nothing is appended then. It had references when it was found, and one that
    /// loses its last stays for a day, so that it cannot go before the transaction.
    /// </summary>
    public long? Duplicate { get; private init; }

    /// <summary>A stored blob of the same hash whose octets are other ones, cannot be read, or may be swept: the fresh record takes its place, whatever the key of either.</summary>
    public long? Replaces { get; init; }

    /// <summary>Where it was put, by the writer or before; null until then, and for a duplicate.</summary>
    public BlobLocation? Location { get; set; }

    /// <summary>The writer has to append it.</summary>
    public bool IsToAppend => _memory is not null || _file is not null;

    /// <summary>A content that is stored already, as blob <paramref name="blob"/>.</summary>
    public static PendingBody SameAs(CompanyId company, SpooledContent content, long blob) => new(new RecordId(company, content.Hash, content.Length, 0)) { Duplicate = blob };

    /// <summary>A content whose record is durable at a place no row points at yet.</summary>
    public static PendingBody At(RecordId id, BlobLocation location, long? replaces = null) =>
        new(id) { Location = location, StoredLength = location.StoredLength, Replaces = replaces };

    /// <summary>A record that was made before, in memory.</summary>
    public static PendingBody OfRecord(RecordId id, ReadOnlySpan<byte> record)
    {
        var memory = ArrayPool<byte>.Shared.Rent(record.Length);
        record.CopyTo(memory);
        return new PendingBody(id) { _memory = memory, StoredLength = record.Length };
    }

    /// <param name="replaces">See <see cref="Replaces"/>.</param>
    public static async ValueTask<PendingBody> PrepareAsync(RecordId id, ContentKeys keys, SpooledContent content, string spoolFolder, long? replaces = null)
    {
        var body = new PendingBody(id) { Replaces = replaces };
        try
        {
            if (content.TryGetMemory(out var memory) && memory.Length <= 4 * SegmentFormat.ChunkLength) body.EncodeToMemory(memory.Span, keys);
            else await body.EncodeToFileAsync(content, keys, spoolFolder);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>The record when it lies in memory; empty otherwise.</summary>
    public ReadOnlySpan<byte> Memory => Record.Span;

    /// <summary>The same, for who keeps it until the write was answered.</summary>
    public ReadOnlyMemory<byte> Record => _memory.AsMemory(0, _memory is null ? 0 : (int)StoredLength);

    /// <summary>Reads from a record that lies in a file.</summary>
    public int Read(Span<byte> target, long offset) => RandomAccess.Read(_file!, target[..(int)Math.Min(target.Length, StoredLength - offset)], offset);

    /// <summary>Whether the records of both are the same, octet by octet.</summary>
    public bool IsSameRecord(PendingBody other)
    {
        if (StoredLength != other.StoredLength) return false;
        if (!Memory.IsEmpty && !other.Memory.IsEmpty) return Memory.SequenceEqual(other.Memory);
        if (!Memory.IsEmpty || !other.Memory.IsEmpty) return false;
        var left = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var right = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        try
        {
            for (long at = 0; at < StoredLength;)
            {
                var length = Read(left.AsSpan(0, SegmentFormat.ChunkLength), at);
                if (length == 0 || length != other.Read(right.AsSpan(0, SegmentFormat.ChunkLength), at)) return false;
                if (!left.AsSpan(0, length).SequenceEqual(right.AsSpan(0, length))) return false;
                at += length;
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(left);
            ArrayPool<byte>.Shared.Return(right);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory) ArrayPool<byte>.Shared.Return(memory);
        Interlocked.Exchange(ref _file, null)?.Dispose();
    }

    private void EncodeToMemory(ReadOnlySpan<byte> content, ContentKeys keys)
    {
        var chunks = SegmentFormat.Chunks(content.Length);
        var headLength = Id.HeadLength;
        var tableAt = SegmentFormat.TableAt(KeyId);
        var bound = SegmentFormat.SaltLength + headLength + content.Length + (chunks == 0 ? 0 : SegmentFormat.MaxStored - SegmentFormat.ChunkLength) + (chunks * RecordCipher.TagLength);
        var memory = ArrayPool<byte>.Shared.Rent(bound);
        _memory = memory;
        using var cipher = keys.Begin(Id, memory.AsSpan(SegmentFormat.HeadLength, SegmentFormat.SaltLength));
        var at = headLength;
        for (var i = 0; i < chunks; i++)
        {
            var chunk = content[(i * SegmentFormat.ChunkLength)..];
            chunk = chunk[..Math.Min(chunk.Length, SegmentFormat.ChunkLength)];
            at += RecordFile.EncodeChunk(chunk, memory.AsSpan(at), memory.AsSpan(tableAt), i, cipher);
        }
        StoredLength = at;
        SegmentFormat.WriteHead(memory.AsSpan(0, headLength), new RecordHead(Length, at, Company.Value, KeyId, Hash, chunks));
    }

    private async ValueTask EncodeToFileAsync(SpooledContent content, ContentKeys keys, string spoolFolder)
    {
        _file = SpoolFile.CreateUnlinked(spoolFolder);
        StoredLength = await RecordFile.WriteAsync(Spool, _file, 0, Id, keys, content);
    }
}
