using Microsoft.Extensions.Logging;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite;

/// <summary>Single records of the embedded engine, in segments or beside their rows.</summary>
internal sealed class SegmentRecords(IWriter writer, IReaders readers, Bodies bodies, SegmentFiles files, ContentKeys keys, ILogger logger) : IStoredRecords
{
    public async ValueTask<StoreResult<string?>> CheckAsync(BlobRef blob, CancellationToken stop)
    {
        BlobLocation? tried = null;
        while (true)
        {
            var found = await FindAsync(blob, stop);
            if (!found.TryGet(out var row)) return StoreResult<string?>.No(found.Error!.Value, found.Detail);
            try
            {
                var damage = await ContentCheck.RunAsync(await bodies.SourceAsync(row), row.Record, row.Location.StoredLength, keys, stop);
                // What has moved meanwhile is looked at where it is now.
                if (damage is null || tried == row.Location) return StoreResult<string?>.Ok(damage);
            }
            catch (IOException e) when (ContentCheck.IsDamage(e))
            {
                if (tried == row.Location) return StoreResult<string?>.Ok(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return StoreResult<string?>.No(StoreError.Unavailable, e.Message);
            }
            tried = row.Location;
        }
    }

    public async ValueTask<IReadOnlyList<BlobRef>> RepairAsync(IReadOnlyList<BlobRef> damaged, CancellationToken stop)
    {
        var rows = new List<StoredBlob>();
        foreach (var blob in damaged)
        {
            if ((await FindAsync(blob, stop)).TryGet(out var row)) rows.Add(row);
        }
        var repaired = new List<BlobRef>();
        foreach (var segment in files.List())
        {
            if (rows.Count == 0) break;
            try
            {
                await foreach (var record in SegmentScan.ReadAsync(files, segment, verify: null, stop))
                {
                    var row = rows.Find(each => IsAnother(each, record));
                    if (row is null || !await PutAsync(row, record, stop)) continue;
                    rows.Remove(row);
                    repaired.Add(new BlobRef(row.Record.Company, row.Id, row.Record.Length));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.SegmentUnreadable(logger, segment, e);
            }
        }
        return repaired;
    }

    public async ValueTask<StoreResult<long>> RewriteAsync(BlobRef blob, CancellationToken stop)
    {
        var found = await FindAsync(blob, stop);
        if (!found.TryGet(out var row)) return found.Error == StoreError.NotFound ? 0 : StoreResult<long>.No(found.Error!.Value, found.Detail);
        if (row.Record.KeyId == keys.CurrentId) return 0;
        try
        {
            await using var reader = await bodies.OpenAsync(row);
            if (await ContentCheck.HashAsync(reader, stop) != row.Record.Hash) return 0;
            await using var content = new StoredContent(reader, row.Record.Hash);
            using var body = await bodies.MakeAsync(row.Record.Company, content, row.Id);
            return await RepointAsync(row, body);
        }
        catch (IOException e) when (ContentCheck.IsDamage(e))
        {
            // It may have moved; if not, the scrub tells of it.
            Log.BlobUnreadable(logger, blob.Id, e);
            return 0;
        }
        catch (IOException e)
        {
            return StoreResult<long>.No(DiskAccess.IsNoSpace(e) ? StoreError.NoSpace : StoreError.Unavailable, e.Message);
        }
    }

    private ValueTask<StoreResult<StoredBlob>> FindAsync(BlobRef blob, CancellationToken stop) =>
        readers.ReadAsync<StoredBlob>(sql => SegmentBlobs.Find(sql, blob.Company, blob.Id) is { } row ? row : StoreError.NotFound, stop);

    private static bool IsAnother(StoredBlob row, ScannedRecord record) =>
        record.Location != row.Location && record.Head.Id with { KeyId = row.Record.KeyId } == row.Record;

    private async ValueTask<bool> PutAsync(StoredBlob row, ScannedRecord record, CancellationToken stop)
    {
        var id = record.Head.Id;
        if (!keys.Has(id.KeyId) || await ContentCheck.RunAsync(new SegmentRecord(files.Open(record.Location.Segment), record.Location), id, record.Location.StoredLength, keys, stop) is not null) return false;
        // Copied forward: its own octets are counted as dead, and their segment may be about to go.
        using var body = await bodies.CopyAsync(id, record.Location);
        return (await RepointAsync(row, body)).TryGet(out var octets) && octets > 0;
    }

    private ValueTask<StoreResult<long>> RepointAsync(StoredBlob row, PendingBody body) =>
        writer.WriteAsync<long>(WriteKind.Bulk, [body], tx => SegmentBlobs.Repoint(tx, row, body) ? body.StoredLength : 0);
}
