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
internal sealed class ChunkBodies(IReaders readers, LargeChunks large, ContentKeys keys, string spoolFolder, ILogger logger) : IBodies
{
    public async ValueTask<PendingBody> PrepareAsync(CompanyId company, SpooledContent content)
    {
        var found = await readers.ReadAsync<ChunkedBlob?>(reader => StoreResult<ChunkedBlob?>.Ok(ChunkBlobs.FindByContent(reader, company, content.Hash)), CancellationToken.None);
        var stored = found.TryGet(out var known) ? known : null;
        if (stored is { References: > 0, IsDamaged: false })
        {
            if (await SameContent.IsAsync(stored.Id, () => OpenAsync(stored), content, logger)) return PendingBody.SameAs(company, content, stored.Id);
            Log.DamagedBlob(logger, stored.Id, content.Hash.ToString());
        }
        var body = await MakeAsync(company, content, stored?.Id);
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
        if (found.TryGet(out var row) && row.IsDamaged) return StoreResult<IBlobReader>.No(StoreError.Unavailable, "the stored content is damaged; see postamt content damaged");
        if (row is null) return StoreResult<IBlobReader>.No(found.Error!.Value, found.Detail);
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

    /// <summary>A fresh record under the current key.</summary>
    /// <param name="replaces">See <see cref="PendingBody.Replaces"/>.</param>
    /// <exception cref="IOException">The content cannot be read, or not be written.</exception>
    internal ValueTask<PendingBody> MakeAsync(CompanyId company, SpooledContent content, long? replaces) =>
        PendingBody.PrepareAsync(new RecordId(company, content.Hash, content.Length, keys.CurrentId), keys, content, spoolFolder, replaces);

    internal ValueTask<RecordReader> OpenAsync(ChunkedBlob row) => RecordReader.OpenAsync(Source(row), row.Record, row.StoredLength, keys);

    internal ChunkRecord Source(ChunkedBlob row) => new(readers, row);
}
