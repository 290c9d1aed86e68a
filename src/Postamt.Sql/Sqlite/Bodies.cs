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
internal sealed class Bodies(IReaders readers, SegmentFiles files, LargeSegments large, string spoolFolder, EngineHealth health, ILogger logger) : IBodies
{
    public async ValueTask<PendingBody> PrepareAsync(CompanyId company, SpooledContent content)
    {
        var found = await readers.ReadAsync<StoredBlob?>(reader => StoreResult<StoredBlob?>.Ok(SegmentBlobs.FindByContent(reader, company, content.Hash)), CancellationToken.None);
        if (found.TryGet(out var stored) && stored is { References: > 0 })
        {
            if (await SameContent.IsAsync(stored.Id, () => OpenAsync(stored), content, logger)) return PendingBody.SameAs(company, content, stored.Id);
            Log.DamagedBlob(logger, stored.Id, content.Hash.ToString());
        }
        return content.Length > LargeSegments.LargerThan ? await StoreAsync(company, content) : await PendingBody.PrepareAsync(company, content, spoolFolder);
    }

    public async ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync<StoredBlob>(reader => SegmentBlobs.Find(reader, blob.Company, blob.Id) is { } stored ? stored : StoreError.NotFound, cancellationToken);
        if (!found.TryGet(out var row)) return StoreResult<IBlobReader>.No(found.Error!.Value, found.Detail);
        try
        {
            return StoreResult<IBlobReader>.Ok(await OpenAsync(row));
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
                if (!rows.ContainsKey(blob) && SegmentBlobs.Find(reader, blob.Company, blob.Id) is { } row) rows.Add(blob, row);
            }
            return rows;
        }, cancellationToken);
        return found.TryGet(out var known) ? new FoundBodies(this, known) : StoreResult<IBlobSet>.No(found.Error!.Value, found.Detail);
    }

    /// <exception cref="IOException">There is no whole record where the row says.</exception>
    internal async ValueTask<RecordReader> OpenAsync(StoredBlob row)
    {
        IRecordSource source = row.Location.IsInline ? await InlineAsync(row) : new SegmentRecord(files.Open(row.Location.Segment), row.Location);
        return await RecordReader.OpenAsync(source, row.Location.StoredLength, row.Location.Length, row.Hash);
    }

    private async ValueTask<MemoryRecord> InlineAsync(StoredBlob row)
    {
        var found = await readers.ReadAsync<byte[]>(reader => SegmentBlobs.InlineRecord(reader, row.Id) is { } bytes ? bytes : StoreError.NotFound, CancellationToken.None);
        return found.TryGet(out var record) ? new MemoryRecord($"stored content {row.Id}", record) : throw new IOException($"stored content {row.Id}: {found.Error} {found.Detail}");
    }

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
}
