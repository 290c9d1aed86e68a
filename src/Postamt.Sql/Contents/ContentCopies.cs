using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Contents;

/// <summary>Makes a stored content ready to be stored again for another company: companies share no bytes.</summary>
internal sealed class ContentCopies(IReaders readers, IBodies bodies)
{
    public async ValueTask<StoreResult<PendingBody>> CopyAsync(BlobRef content, CompanyId company)
    {
        var found = await readers.ReadAsync<ContentHash>(sql => BlobSql.Hash(sql, content) is { } known ? known : StoreError.NotFound, CancellationToken.None);
        if (!found.TryGet(out var hash)) return StoreResult<PendingBody>.No(StoreError.Unavailable, "the content to copy is gone");
        var opened = await bodies.OpenAsync(content, CancellationToken.None);
        if (!opened.TryGet(out var reader)) return StoreResult<PendingBody>.No(StoreError.Unavailable, opened.Detail);
        await using var copied = new StoredContent(reader, hash);
        try
        {
            return await bodies.PrepareAsync(company, copied);
        }
        catch (IOException e)
        {
            return StoreResult<PendingBody>.No(StoreError.Unavailable, e.Message);
        }
    }
}
