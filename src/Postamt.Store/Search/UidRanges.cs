using Postamt.Store.Mailboxes;

namespace Postamt.Store.Search;

/// <summary>Arithmetic on ascending, not overlapping UID ranges.</summary>
public static class UidRanges
{
    public static IReadOnlyList<UidRange> Everything { get; } = [new UidRange(1, uint.MaxValue)];

    /// <summary>What of the ranges lies after a UID.</summary>
    public static IReadOnlyList<UidRange> After(IReadOnlyList<UidRange> ranges, uint uid)
    {
        var rest = new List<UidRange>();
        foreach (var range in ranges)
        {
            if (range.Last > uid) rest.Add(range with { First = Math.Max(range.First, uid + 1) });
        }
        return rest;
    }

    /// <summary>Ascending UIDs as the fewest ranges of successive numbers.</summary>
    public static IReadOnlyList<UidRange> Of(IEnumerable<uint> ascending)
    {
        var ranges = new List<UidRange>();
        foreach (var uid in ascending)
        {
            if (ranges.Count > 0 && ranges[^1].Last + 1 == uid) ranges[^1] = ranges[^1] with { Last = uid };
            else ranges.Add(new UidRange(uid, uid));
        }
        return ranges;
    }
}
