using Microsoft.Extensions.Logging;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Postgres;

/// <summary>Single records of the cluster engine. There is one of each content, so that nothing can be repaired from another.</summary>
internal sealed class ChunkRecords(IWriter writer, IReaders readers, ChunkBodies bodies, LargeChunks large, ContentKeys keys, ILogger logger) : IStoredRecords
{
    public async ValueTask<StoreResult<string?>> CheckAsync(BlobRef blob, CancellationToken stop)
    {
        var found = await FindAsync(blob, stop);
        if (!found.TryGet(out var row)) return StoreResult<string?>.No(found.Error!.Value, found.Detail);
        try
        {
            return StoreResult<string?>.Ok(await ContentCheck.RunAsync(bodies.Source(row), row.Record, row.StoredLength, keys, stop));
        }
        catch (IOException e)
        {
            return StoreResult<string?>.No(StoreError.Unavailable, e.Message);
        }
    }

    public ValueTask<IReadOnlyList<BlobRef>> RepairAsync(IReadOnlyList<BlobRef> damaged, CancellationToken stop) => new([]);

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
            using var body = await bodies.MakeAsync(row.Record.Company, content, null);
            if (body.Length > LargeChunks.LargerThan) return await large.ReplaceAsync(row.Id, body) ? body.StoredLength : 0;
            return await writer.WriteAsync<long>(WriteKind.Bulk, [body], tx => ChunkBlobs.Replace(tx, row.Id, body) ? body.StoredLength : 0);
        }
        catch (IOException e) when (ContentCheck.IsDamage(e))
        {
            Log.BlobUnreadable(logger, blob.Id, e);
            return 0;
        }
        catch (IOException e)
        {
            return StoreResult<long>.No(DiskAccess.IsNoSpace(e) ? StoreError.NoSpace : StoreError.Unavailable, e.Message);
        }
    }

    private ValueTask<StoreResult<ChunkedBlob>> FindAsync(BlobRef blob, CancellationToken stop) =>
        readers.ReadAsync<ChunkedBlob>(sql => ChunkBlobs.Find(sql, blob) is { } row ? row : StoreError.NotFound, stop);
}
