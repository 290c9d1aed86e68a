using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Sqlite;

/// <summary>Contents of the embedded engine, which lie in segments.</summary>
internal sealed class Bodies(IReaders readers, SegmentFiles files, LargeSegments large, ContentKeys keys, string spoolFolder, EngineHealth health, ILogger logger) : IBodies
{
    public async ValueTask<PendingBody> PrepareAsync(CompanyId company, SpooledContent content)
    {
        var found = await readers.ReadAsync<StoredBlob?>(reader => StoreResult<StoredBlob?>.Ok(SegmentBlobs.FindByContent(reader, company, content.Hash)), CancellationToken.None);
        if (found.TryGet(out var stored) && stored is { References: > 0, IsDamaged: false })
        {
            if (await SameContent.IsAsync(stored.Id, () => OpenAsync(stored), content, logger)) return PendingBody.SameAs(company, content, stored.Id);
            Log.DamagedBlob(logger, stored.Id, content.Hash.ToString());
        }
        return await MakeAsync(company, content, stored?.Id);
    }

    /// <summary>A fresh record under the current key, whatever is stored already.</summary>
    /// <param name="replaces">See <see cref="PendingBody.Replaces"/>.</param>
    /// <exception cref="IOException">The content cannot be read, or not be written.</exception>
    internal async ValueTask<PendingBody> MakeAsync(CompanyId company, SpooledContent content, long? replaces)
    {
        var id = new RecordId(company, content.Hash, content.Length, keys.CurrentId);
        return content.Length > LargeSegments.LargerThan
            ? await StoreAsync(id, replaces, () => large.WriteAsync(id, keys, content))
            : await PendingBody.PrepareAsync(id, keys, content, spoolFolder, replaces);
    }

    /// <summary>A stored record once more, as it is, whole by its checksums.</summary>
    /// <exception cref="IOException">It is not whole, or cannot be read or written.</exception>
    internal async ValueTask<PendingBody> CopyAsync(RecordId id, BlobLocation location)
    {
        var record = new SegmentRecord(files.Open(location.Segment), location);
        return location.StoredLength > LargeSegments.LargerThan
            ? await StoreAsync(id, null, () => large.CopyAsync(id, record, location.StoredLength))
            : PendingBody.OfRecord(id, await RecordCopy.ReadAsync(id, record, location.StoredLength));
    }

    public async ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        BlobLocation? tried = null;
        while (true)
        {
            var found = await readers.ReadAsync<StoredBlob>(reader => SegmentBlobs.Find(reader, blob.Company, blob.Id) is { } stored ? stored : StoreError.NotFound, cancellationToken);
            if (!found.TryGet(out var row)) return StoreResult<IBlobReader>.No(found.Error!.Value, found.Detail);
            if (row.IsDamaged) return StoreResult<IBlobReader>.No(StoreError.Unavailable, "the stored content is damaged; see postamt content damaged");
            try
            {
                return StoreResult<IBlobReader>.Ok(await OpenAsync(row));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It may have moved between the two: then it is where the row says now.
                if (tried != row.Location)
                {
                    tried = row.Location;
                    continue;
                }
                Log.BlobUnreadable(logger, blob.Id, e);
                return StoreResult<IBlobReader>.No(StoreError.Unavailable, e.Message);
            }
        }
    }

    public async ValueTask<StoreResult<IBlobSet>> FindAsync(IReadOnlyCollection<BlobRef> blobs, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync<Dictionary<BlobRef, StoredBlob>>(reader =>
        {
            var rows = new Dictionary<BlobRef, StoredBlob>(blobs.Count);
            foreach (var blob in blobs)
            {
                if (!rows.ContainsKey(blob) && SegmentBlobs.Find(reader, blob.Company, blob.Id) is { } row) rows.Add(blob, row);
            }
            return rows;
        }, cancellationToken);
        return found.TryGet(out var known) ? new FoundBodies(this, known) : StoreResult<IBlobSet>.No(found.Error!.Value, found.Detail);
    }

    /// <exception cref="IOException">There is no whole record where the row says, or it is known to be damaged.</exception>
    internal async ValueTask<RecordReader> OpenAsync(StoredBlob row) =>
        row.IsDamaged ? throw new DamagedRecordException($"stored content {row.Id} is damaged") : await RecordReader.OpenAsync(await SourceAsync(row), row.Record, row.Location.StoredLength, keys);

    /// <exception cref="IOException">There is nothing where the row says.</exception>
    internal async ValueTask<IRecordSource> SourceAsync(StoredBlob row) =>
        row.Location.IsInline ? await InlineAsync(row) : new SegmentRecord(files.Open(row.Location.Segment), row.Location);

    private async ValueTask<MemoryRecord> InlineAsync(StoredBlob row)
    {
        var found = await readers.ReadAsync<byte[]>(reader => SegmentBlobs.InlineRecord(reader, row.Id) is { } bytes ? bytes : StoreError.NotFound, CancellationToken.None);
        return found.TryGet(out var record) ? new MemoryRecord($"stored content {row.Id}", record) : throw new IOException($"stored content {row.Id}: {found.Error} {found.Detail}");
    }

    private async ValueTask<PendingBody> StoreAsync(RecordId id, long? replaces, Func<ValueTask<BlobLocation>> write)
    {
        try
        {
            return PendingBody.At(id, await write(), replaces);
        }
        catch (ForcedWriteException e)
        {
            const string Reason = "a large body could not be forced to the disk";
            if (health.TurnUnsafe(Reason)) Log.Unsafe(logger, Reason, e);
            throw;
        }
    }
}
