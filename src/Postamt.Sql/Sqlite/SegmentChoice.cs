using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Which segment is compacted next: one no row points into, else the one with the smallest live share below the rule's.
/// Octets no row has ever pointed at are counted once a segment, when nothing is appended to it any more: from then on live ones only become dead ones.
/// </summary>
internal sealed class SegmentChoice(CompactionRule rule, SegmentFiles files, DateTimeOffset now)
{
    /// <summary>Segments whose octets are counted in one call: each is a look through all its rows.</summary>
    private const int MostCounted = 16;

    /// <param name="closed">Segments nothing is appended to any more: their lengths stand still.</param>
    public Found Find(ISqlReader sql, IReadOnlyList<int> closed)
    {
        var counted = new Dictionary<int, long>();
        (SegmentFacts? Segment, double Share) best = (null, rule.LiveShare);
        foreach (var number in closed)
        {
            var facts = SegmentSql.Facts(sql, number);
            var room = Math.Max(0, new FileInfo(files.PathOf(number)).Length - SegmentFormat.FileHeaderLength);
            if (facts.Loose is null)
            {
                if (counted.Count == MostCounted) continue;
                facts = facts with { Loose = room - facts.Dead - (facts.IsEmpty ? 0 : SegmentSql.Live(sql, number)), LooseSince = now };
                counted.Add(number, facts.Loose.Value);
            }
            if (facts.Loose > 0 && now - facts.LooseSince < rule.LooseKept) continue;
            if (facts.IsEmpty) return new Found(facts, counted);
            var share = (room - facts.Dead - facts.Loose!.Value) / (double)Math.Max(1, room);
            if (share < best.Share) best = (facts, share);
        }
        return new Found(best.Segment, counted);
    }

    /// <param name="Chosen">Null: none.</param>
    /// <param name="Counted">Segments whose loose octets were counted now, and how many there are.</param>
    internal sealed record Found(SegmentFacts? Chosen, IReadOnlyDictionary<int, long> Counted);
}
