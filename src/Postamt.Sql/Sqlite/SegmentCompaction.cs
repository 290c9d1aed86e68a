using Microsoft.Extensions.Logging;
using Postamt.Sql.Segments;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Copies live records of segments that are mostly dead forward and removes their files. Invariants: records are copied the way new ones are
/// written, so that no row points at octets that are not durable; a file goes only when the database, as committed, has no row that points
/// into it, and none can come, since only growing segments get rows; the newest segment stays, so that no number is given twice.
/// Octets no row has ever pointed at, a request under way or an unclean stop has left them, keep their segment for a time.
/// </summary>
internal sealed class SegmentCompaction(IWriter writer, IReaders readers, Bodies bodies, SegmentFiles files, DiskAccess disk, TimeProvider time, ILogger logger) : ISegmentUpkeep
{
    private const int PieceRows = 256;

    /// <summary>Octets of one transaction's records: all requests of its batch wait for them.</summary>
    private const long BatchOctets = 1024 * 1024;

    /// <summary>A segment whose remaining records are all damaged is looked at again after this time.</summary>
    private static readonly TimeSpan StuckFor = TimeSpan.FromDays(1);

    private readonly Dictionary<int, DateTimeOffset> _stuck = [];

    public async ValueTask<StoreResult<CompactionPiece>> CompactAsync(CompactionRule rule, long octets, CancellationToken stop)
    {
        var numbers = files.List();
        var closed = numbers.SkipLast(1).Where(number => !files.IsGrowing(number) && !IsStuck(number)).ToList();
        var looked = await readers.ReadAsync<Choice>(sql => new Choice(new SegmentChoice(rule, files, time.GetUtcNow()).Find(sql, closed), SegmentSql.Numbers(sql).Except(numbers).ToList()), stop);
        if (!looked.TryGet(out var choice)) return StoreResult<CompactionPiece>.No(looked.Error!.Value, looked.Detail);
        if (choice.Gone.Count > 0 || choice.Segment.Counted.Count > 0)
        {
            var noted = await NoteAsync(choice);
            if (noted.Error is { } error) return StoreResult<CompactionPiece>.No(error, noted.Detail);
        }
        return choice.Segment.Chosen switch
        {
            null => new CompactionPiece(0, 0, 0, choice.Segment.Counted.Count == 0),
            { IsEmpty: true } empty => await RemoveAsync(empty.Number),
            { } mostlyDead => await MoveAsync(mostlyDead.Number, octets, stop),
        };
    }

    private bool IsStuck(int number) => _stuck.TryGetValue(number, out var since) && time.GetUtcNow() - since < StuckFor;

    /// <summary>Forgets files that are not there any more, and notes how many loose octets there are.</summary>
    private ValueTask<StoreResult<Unit>> NoteAsync(Choice choice) => writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
    {
        foreach (var number in choice.Gone) SegmentSql.Forget(tx, number);
        foreach (var (number, octets) in choice.Segment.Counted) SegmentSql.NoteLoose(tx, number, octets);
        return default(Unit);
    });

    private async ValueTask<StoreResult<CompactionPiece>> RemoveAsync(int number)
    {
        try
        {
            files.Remove(number, disk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StoreResult<CompactionPiece>.No(StoreError.Unavailable, e.Message);
        }
        Log.SegmentRemoved(logger, number);
        var forgotten = await writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
        {
            SegmentSql.Forget(tx, number);
            return default(Unit);
        });
        return forgotten.Error is { } error ? StoreResult<CompactionPiece>.No(error, forgotten.Detail) : new CompactionPiece(0, 0, 1, false);
    }

    private async ValueTask<StoreResult<CompactionPiece>> MoveAsync(int number, long octets, CancellationToken stop)
    {
        var (moved, copied, after) = (0, 0L, 0L);
        while (copied < octets && !stop.IsCancellationRequested)
        {
            var found = await readers.ReadAsync<List<StoredBlob>>(sql => SegmentSql.Rows(sql, number, after, PieceRows), CancellationToken.None);
            if (!found.TryGet(out var rows)) return StoreResult<CompactionPiece>.No(found.Error!.Value, found.Detail);
            if (rows.Count == 0) break;
            var batch = await MoveAsync(rows, Math.Min(BatchOctets, octets - copied));
            if (!batch.TryGet(out var piece)) return StoreResult<CompactionPiece>.No(batch.Error!.Value, batch.Detail);
            (moved, copied, after) = (moved + piece.Moved, copied + piece.Octets, piece.Last);
        }
        if (moved == 0 && !stop.IsCancellationRequested) _stuck[number] = time.GetUtcNow();
        return new CompactionPiece(moved, copied, 0, false);
    }

    /// <summary>One transaction: the records are read and checked, appended and forced out by the writer, then the rows point at them.</summary>
    private async ValueTask<StoreResult<Batch>> MoveAsync(List<StoredBlob> rows, long octets)
    {
        var moving = new List<(StoredBlob Row, PendingBody Body)>();
        try
        {
            var (read, last) = (0L, 0L);
            foreach (var row in rows)
            {
                if (read >= octets) break;
                last = row.Location.Offset;
                if (await CopyAsync(row) is not { } body) continue;
                moving.Add((row, body));
                read += body.StoredLength;
            }
            if (moving.Count == 0) return new Batch(0, 0, last);
            var moved = await writer.WriteAsync<int>(WriteKind.Bulk, [.. moving.Select(each => each.Body)], tx => moving.Count(each => SegmentBlobs.Repoint(tx, each.Row, each.Body)));
            return moved.TryGet(out var count) ? new Batch(count, read, last) : StoreResult<Batch>.No(moved.Error!.Value, moved.Detail);
        }
        catch (IOException e)
        {
            return StoreResult<Batch>.No(DiskAccess.IsNoSpace(e) ? StoreError.NoSpace : StoreError.Unavailable, e.Message);
        }
        finally
        {
            foreach (var (_, body) in moving) body.Dispose();
        }
    }

    /// <summary>Null for a damaged record, which stays where it is, and its segment with it.</summary>
    private async ValueTask<PendingBody?> CopyAsync(StoredBlob row)
    {
        try
        {
            return await bodies.CopyAsync(row.Record, row.Location);
        }
        catch (IOException e) when (ContentCheck.IsDamage(e))
        {
            Log.BlobUnreadable(logger, row.Id, e);
            return null;
        }
    }

    /// <param name="Gone">Segments the database knows of and the folder does not.</param>
    private sealed record Choice(SegmentChoice.Found Segment, List<int> Gone);

    /// <param name="Last">Where the last record lay that was looked at.</param>
    private readonly record struct Batch(int Moved, long Octets, long Last);
}
