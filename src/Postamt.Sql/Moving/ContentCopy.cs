using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Engines;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Moving;

/// <summary>Copies the contents under their numbers, each hashed on its way: what is not what its hash says is not copied.</summary>
internal sealed class ContentCopy(SqlEngine from, SqlEngine to, Action<long> copied)
{
    /// <summary>Contents one transaction writes, and octets past which it takes no more.</summary>
    private const int Piece = 64;
    private const long PieceOctets = 8 * 1024 * 1024;

    private const string NextText = """
        SELECT id, company_id, sha256, length, refs, candidate_since FROM blob WHERE id > $1 ORDER BY id LIMIT $2
        """;

    // Large ones wait under numbers past the last one until their row is written.
    private const string LastText = """
        SELECT max(id) FROM blob WHERE id <= $1
        """;

    /// <param name="most">The last number there is to copy.</param>
    public async Task CopyAsync(long most)
    {
        var last = DatabaseUnavailableException.Unless(await to.Readers.ReadAsync(sql => StoreResult<long>.Ok(sql.QueryLong(LastText, most) ?? 0), default));
        while (true)
        {
            var after = last;
            var blobs = DatabaseUnavailableException.Unless(await from.Readers.ReadAsync(sql => StoreResult<List<CopiedBlob>>.Ok(sql.Query(NextText, Map, after, Piece)), default));
            if (blobs.Count == 0) return;
            var octets = 0L;
            var piece = blobs.TakeWhile((blob, i) => (octets += blob.Length) <= PieceOctets || i == 0).ToList();
            await CopyAsync(piece);
            copied(piece.Count);
            last = piece[^1].Id;
        }
    }

    private async Task CopyAsync(List<CopiedBlob> blobs)
    {
        var bodies = await Task.WhenAll(blobs.Select(PrepareAsync));
        try
        {
            DatabaseUnavailableException.Unless(await to.Writer.WriteAsync<Unit>(WriteKind.Bulk, bodies, tx =>
            {
                for (var i = 0; i < bodies.Length; i++) tx.Blobs.Restore(tx, bodies[i], blobs[i]);
                return default(Unit);
            }));
        }
        finally
        {
            foreach (var body in bodies) body.Dispose();
        }
    }

    private async Task<PendingBody> PrepareAsync(CopiedBlob blob)
    {
        var opened = await from.Bodies.OpenAsync(new BlobRef(blob.Company, blob.Id, blob.Length), default);
        if (!opened.TryGet(out var reader)) throw new MoveException($"The stored content {blob.Id} of company {blob.Company} cannot be read: {opened.Detail}.");
        await using var content = new StoredContent(reader, blob.Hash);
        try
        {
            var body = await to.Bodies.PrepareAsync(blob.Company, content);
            if (content.IsAsHashed || blob.Length == 0) return body;
            body.Dispose();
            throw new MoveException($"The stored content {blob.Id} of company {blob.Company} is damaged: its octets are not those it was stored with.");
        }
        catch (IOException e)
        {
            throw new MoveException($"The stored content {blob.Id} of company {blob.Company} cannot be copied: {e.Message}.", e);
        }
    }

    private static CopiedBlob Map(SqlRow row) => new(row.Long(0), new CompanyId(row.Long(1)), ContentHash.FromBytes(row.Span(2)), row.Long(3), row.Long(4), row.LongOrNull(5));
}
