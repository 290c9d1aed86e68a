using Microsoft.Extensions.Logging;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Contents;

/// <summary>
/// Goes through all contents by id and reads each. A damaged one is marked first and looked at again after: what was replaced meanwhile is
/// found good then, and the mark taken away.
/// </summary>
internal sealed class Scrub(IWriter writer, IReaders readers, IStoredRecords records, TimeProvider time, ILogger logger)
{
    private const string Name = "scrub";

    public async ValueTask<StoreResult<ScrubPiece>> RunAsync(TimeSpan every, long octets, CancellationToken stop)
    {
        var found = await readers.ReadAsync<Standing>(sql => Look(sql, every), stop);
        if (!found.TryGet(out var standing)) return StoreResult<ScrubPiece>.No(found.Error!.Value, found.Detail);
        if (standing.Walk.EndedAt is not null) return new ScrubPiece(0, 0, 0, 0, true);
        var reading = new Reading(standing.Walk.LastId);
        foreach (var content in standing.Contents)
        {
            if (reading.Octets >= octets || stop.IsCancellationRequested) break;
            var refused = await LookAsync(content, reading, stop);
            if (refused.Error is { } error) return StoreResult<ScrubPiece>.No(error, refused.Detail);
        }
        return await EndAsync(standing, reading, stop);
    }

    private StoreResult<Standing> Look(ISqlReader sql, TimeSpan every)
    {
        var walk = ContentWalkSql.Round(sql, Name, every, time.GetUtcNow());
        return new Standing(walk, walk.EndedAt is null ? ContentWalkSql.After(sql, walk.LastId, ContentUpkeep.PieceContents) : []);
    }

    private async ValueTask<StoreResult<Unit>> LookAsync(WalkedContent content, Reading reading, CancellationToken stop)
    {
        var looked = await records.CheckAsync(content.Blob, stop);
        reading.Octets += content.StoredLength;
        reading.LastId = content.Blob.Id;
        reading.Checked++;
        if (looked.Error == StoreError.NotFound) return default(Unit);
        if (!looked.TryGet(out var damage)) return StoreResult<Unit>.No(looked.Error!.Value, looked.Detail);
        if (damage is null && content.IsDamaged) reading.Good.Add(content.Blob);
        if (damage is not null) reading.Bad.Add((content.Blob, damage));
        return default(Unit);
    }

    private async ValueTask<StoreResult<ScrubPiece>> EndAsync(Standing standing, Reading reading, CancellationToken stop)
    {
        var repaired = reading.Bad.Count == 0 ? [] : await records.RepairAsync([.. reading.Bad.Select(bad => bad.Blob)], stop);
        foreach (var blob in repaired) Log.ContentRepaired(logger, blob.Id);
        var bad = reading.Bad.Where(each => !repaired.Contains(each.Blob)).ToList();
        var ended = standing.Contents.Count == 0;
        var walk = standing.Walk with { LastId = reading.LastId, EndedAt = ended ? time.GetUtcNow() : null };
        var written = await writer.WriteAsync<List<BlobRef>>(WriteKind.Bulk, tx =>
        {
            foreach (var blob in reading.Good.Concat(repaired)) DamageSql.Clear(tx, blob.Id);
            ContentWalkSql.Keep(tx, Name, walk);
            return bad.Where(each => DamageSql.Mark(tx, each.Blob.Id)).Select(each => each.Blob).ToList();
        });
        if (!written.TryGet(out var marked)) return StoreResult<ScrubPiece>.No(written.Error!.Value, written.Detail);
        var damaged = 0;
        foreach (var blob in marked)
        {
            if (await IsGoodNowAsync(blob, stop)) continue;
            damaged++;
            Log.ContentDamaged(logger, blob.Id, bad.First(each => each.Blob == blob).Damage);
        }
        return new ScrubPiece(reading.Checked, reading.Octets, damaged, repaired.Count, ended);
    }

    private async ValueTask<bool> IsGoodNowAsync(BlobRef blob, CancellationToken stop)
    {
        var looked = await records.CheckAsync(blob, stop);
        if (!looked.TryGet(out var damage) || damage is not null) return false;
        await writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
        {
            DamageSql.Clear(tx, blob.Id);
            return default(Unit);
        });
        return true;
    }

    private sealed record Standing(ContentWalk Walk, List<WalkedContent> Contents);

    /// <summary>What a piece has found so far.</summary>
    private sealed class Reading(long lastId)
    {
        public long LastId { get; set; } = lastId;

        public long Octets { get; set; }

        public int Checked { get; set; }

        public List<(BlobRef Blob, string Damage)> Bad { get; } = [];

        public List<BlobRef> Good { get; } = [];
    }
}
