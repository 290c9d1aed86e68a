using System.Buffers;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Sqlite.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Sqlite.Storing;

/// <summary>
/// Contents before and after the writer: makes a spooled content ready to be stored, on the caller's thread, and reads stored ones.
/// A content the company has already is compared octet by octet with the stored one before it counts as the same.
/// </summary>
internal sealed class Bodies(ReaderPool readers, SegmentFiles files, LargeSegments large, string spoolFolder, EngineHealth health, ILogger logger) : IBlobs
{
    /// <exception cref="IOException">The spool cannot be read or written, or a large content not be stored.</exception>
    public async ValueTask<PendingBody> PrepareAsync(CompanyId company, SpooledContent content)
    {
        var found = await readers.ReadAsync<StoredBlob?>(reader => StoreResult<StoredBlob?>.Ok(BlobSql.FindByContent(reader, company, content.Hash)), CancellationToken.None);
        if (found.TryGet(out var stored) && stored is { References: > 0 })
        {
            if (await IsSameAsync(stored, content)) return PendingBody.SameAs(company, content, stored.Id);
            Log.DamagedBlob(logger, stored.Id, content.Hash.ToString());
        }
        return content.Length > LargeSegments.LargerThan ? await StoreAsync(company, content) : await PendingBody.PrepareAsync(company, content, spoolFolder);
    }

    public async ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync<StoredBlob>(reader => BlobSql.Find(reader, blob.Company, blob.Id) is { } stored ? stored : StoreError.NotFound, cancellationToken);
        if (!found.TryGet(out var row)) return StoreResult<IBlobReader>.No(found.Error!.Value, found.Detail);
        try
        {
            return Open(row);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BlobUnreadable(logger, blob.Id, e);
            return StoreResult<IBlobReader>.No(StoreError.Unavailable, e.Message);
        }
    }

    public async ValueTask<StoreResult<IBlobSet>> FindAsync(IReadOnlyCollection<BlobRef> blobs, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync<Dictionary<BlobRef, StoredBlob>>(reader =>
        {
            var rows = new Dictionary<BlobRef, StoredBlob>(blobs.Count);
            foreach (var blob in blobs)
            {
                if (!rows.ContainsKey(blob) && BlobSql.Find(reader, blob.Company, blob.Id) is { } row) rows.Add(blob, row);
            }
            return rows;
        }, cancellationToken);
        return found.TryGet(out var known) ? new FoundBodies(this, known) : StoreResult<IBlobSet>.No(found.Error!.Value, found.Detail);
    }

    /// <exception cref="IOException">There is no whole record where the row says.</exception>
    internal SegmentBlobReader Open(StoredBlob row) => SegmentBlobReader.Open(files.Open(row.Location.Segment), row.Location, row.Hash);

    private async ValueTask<PendingBody> StoreAsync(CompanyId company, SpooledContent content)
    {
        try
        {
            return PendingBody.At(company, content, await large.WriteAsync(company, content));
        }
        catch (ForcedWriteException e)
        {
            const string Reason = "a large body could not be forced to the disk";
            if (health.TurnUnsafe(Reason)) Log.Unsafe(logger, Reason, e);
            throw;
        }
    }

    private async ValueTask<bool> IsSameAsync(StoredBlob stored, SpooledContent content)
    {
        if (stored.Location.Length != content.Length) return false;
        var left = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var right = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        try
        {
            await using var reader = SegmentBlobReader.Open(files.Open(stored.Location.Segment), stored.Location, stored.Hash);
            await using var source = content.OpenRead();
            for (long at = 0; at < content.Length;)
            {
                var length = (int)Math.Min(SegmentFormat.ChunkLength, content.Length - at);
                await source.ReadExactlyAsync(left.AsMemory(0, length), CancellationToken.None);
                if (await reader.ReadAsync(at, right.AsMemory(0, length), CancellationToken.None) != length) return false;
                if (!left.AsSpan(0, length).SequenceEqual(right.AsSpan(0, length))) return false;
                at += length;
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BlobUnreadable(logger, stored.Id, e);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(left);
            ArrayPool<byte>.Shared.Return(right);
        }
    }
}
