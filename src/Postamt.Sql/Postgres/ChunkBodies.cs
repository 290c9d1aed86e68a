using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Postgres;

/// <summary>Contents of the cluster engine, which lie in the database.</summary>
internal sealed class ChunkBodies(IReaders readers, LargeChunks large, string spoolFolder, ILogger logger) : IBodies
{
    public async ValueTask<PendingBody> PrepareAsync(CompanyId company, SpooledContent content)
    {
        var found = await readers.ReadAsync<ChunkedBlob?>(reader => StoreResult<ChunkedBlob?>.Ok(ChunkBlobs.FindByContent(reader, company, content.Hash)), CancellationToken.None);
        var stored = found.TryGet(out var known) ? known : null;
        if (stored is { References: > 0 })
        {
            if (await SameContent.IsAsync(stored.Id, () => OpenAsync(stored), content, logger)) return PendingBody.SameAs(company, content, stored.Id);
            Log.DamagedBlob(logger, stored.Id, content.Hash.ToString());
        }
        var body = await PendingBody.PrepareAsync(company, content, spoolFolder, stored?.Id);
        if (stored is not null || content.Length <= LargeChunks.LargerThan) return body;
        try
        {
            // Somebody else's equal one may have come first: then the writer finds it.
            if (await large.StoreAsync(body) is not { } id) return body;
            body.Dispose();
            return PendingBody.SameAs(company, content, id);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public async ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync<ChunkedBlob>(reader => ChunkBlobs.Find(reader, blob) is { } stored ? stored : StoreError.NotFound, cancellationToken);
        if (!found.TryGet(out var row)) return StoreResult<IBlobReader>.No(found.Error!.Value, found.Detail);
        try
        {
            return StoreResult<IBlobReader>.Ok(await OpenAsync(row));
        }
        catch (IOException e)
        {
            Log.BlobUnreadable(logger, blob.Id, e);
            return StoreResult<IBlobReader>.No(StoreError.Unavailable, e.Message);
        }
    }

    private ValueTask<RecordReader> OpenAsync(ChunkedBlob row) => RecordReader.OpenAsync(new ChunkRecord(readers, row), row.StoredLength, row.Length, row.Hash);
}
