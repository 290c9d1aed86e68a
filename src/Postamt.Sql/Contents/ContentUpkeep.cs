using Microsoft.Extensions.Logging;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Contents;

/// <summary>Scrubbing, rewriting under a new key, and what is known of both, for either engine.</summary>
internal sealed class ContentUpkeep(IWriter writer, IReaders readers, IStoredRecords records, ContentKeys keys, TimeProvider time, ILogger logger) : IContentUpkeep
{
    private const string Rewriting = "rewrite";

    /// <summary>Contents a piece looks at, however small.</summary>
    internal const int PieceContents = 256;

    private readonly Scrub _scrub = new(writer, readers, records, time, logger);

    public ValueTask<StoreResult<ScrubPiece>> ScrubAsync(TimeSpan every, long octets, CancellationToken stop) => _scrub.RunAsync(every, octets, stop);

    public async ValueTask<StoreResult<RewritePiece>> RewriteAsync(long octets, CancellationToken stop)
    {
        if (keys.CurrentId == 0) return new RewritePiece(0, 0, true);
        var found = await readers.ReadAsync<Standing>(Look, stop);
        if (!found.TryGet(out var standing)) return StoreResult<RewritePiece>.No(found.Error!.Value, found.Detail);
        var (walk, contents, _) = standing;
        if (walk.EndedAt is not null) return new RewritePiece(0, 0, true);
        var (last, written, rewritten) = (walk.LastId, 0L, 0);
        foreach (var content in contents)
        {
            if (written >= octets || stop.IsCancellationRequested) break;
            var done = await records.RewriteAsync(content.Blob, stop);
            if (!done.TryGet(out var length)) return StoreResult<RewritePiece>.No(done.Error!.Value, done.Detail);
            written += length;
            if (length > 0) rewritten++;
            last = content.Blob.Id;
        }
        // Whatever was written since the walk began is under the newest key already; what moved under its hands is met in another walk.
        var ended = contents.Count == 0;
        var next = walk with { LastId = ended && standing.Remain ? 0 : last, EndedAt = ended && !standing.Remain ? time.GetUtcNow() : null };
        var kept = await writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
        {
            ContentWalkSql.Keep(tx, Rewriting, next);
            return default(Unit);
        });
        return kept.Error is { } error ? StoreResult<RewritePiece>.No(error, kept.Detail) : new RewritePiece(rewritten, written, ended);
    }

    public ValueTask<StoreResult<IReadOnlyList<DamagedContent>>> DamagedAsync(int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync(sql => StoreResult<IReadOnlyList<DamagedContent>>.Ok(DamageSql.List(sql, limit)), cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<ContentKeyUse>>> KeysAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(sql => StoreResult<IReadOnlyList<ContentKeyUse>>.Ok(
            [.. ContentKeySql.Used(sql).Except(keys.All.Select(key => key.Id)).Prepend(0).Concat(keys.All.Select(key => key.Id))
                .Select(id => new ContentKeyUse(id == 0 ? "" : ContentKey.Name(id), ContentKeySql.Count(sql, id), id == keys.CurrentId))]), cancellationToken);

    private StoreResult<Standing> Look(ISqlReader sql)
    {
        var walk = ContentWalkSql.Find(sql, Rewriting);
        if (walk is null || walk.Key != keys.CurrentId) walk = new ContentWalk(0, keys.CurrentId, time.GetUtcNow(), null);
        var contents = walk.EndedAt is null ? ContentWalkSql.AfterWithout(sql, walk.LastId, PieceContents, keys.CurrentId) : [];
        return new Standing(walk, contents, contents.Count == 0 && walk.LastId > 0 && ContentWalkSql.AfterWithout(sql, 0, 1, keys.CurrentId).Count > 0);
    }

    /// <param name="Remain">The walk is at its end, and contents are left that could not be rewritten.</param>
    private sealed record Standing(ContentWalk Walk, List<WalkedContent> Contents, bool Remain);
}
