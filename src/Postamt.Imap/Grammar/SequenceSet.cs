namespace Postamt.Imap.Grammar;

/// <summary>RFC 9051 9 sequence-set as written: pairs, 0 standing for "*".</summary>
/// <param name="IsSaved">"$": what the last SEARCH saved (RFC 9051 6.4.4.1, RFC 5182 2.1).</param>
internal sealed record SequenceSet(IReadOnlyList<(uint First, uint Last)> Ranges, bool IsSaved = false)
{
    private const int MaxRanges = 20_000;

    public static bool TryParse(ref ImapTokenizer tokens, out SequenceSet set)
    {
        var ranges = new List<(uint, uint)>();
        set = new SequenceSet(ranges);
        if (tokens.Take((byte)'$'))
        {
            set = new SequenceSet(ranges, IsSaved: true);
            return true;
        }
        do
        {
            if (ranges.Count >= MaxRanges || !TryNumber(ref tokens, out var first)) return false;
            var last = first;
            if (tokens.Take((byte)':') && !TryNumber(ref tokens, out last)) return false;
            ranges.Add((first, last));
        }
        while (tokens.Take((byte)','));
        return true;
    }

    /// <summary>Ranges ascending, not overlapping, "*" being the highest number in use.</summary>
    /// <param name="star">0: the mailbox is empty.</param>
    public IReadOnlyList<(uint First, uint Last)> Resolve(uint star)
    {
        var plain = new List<(uint First, uint Last)>(Ranges.Count);
        foreach (var (a, b) in Ranges)
        {
            var first = a == 0 ? star : a;
            var last = b == 0 ? star : b;
            // RFC 9051 9: the order of a range's ends does not matter, and 5:* holds the last message whatever its number.
            if (first > last) (first, last) = (last, first);
            if (last == 0) continue;
            plain.Add((Math.Max(1, first), last));
        }
        plain.Sort();
        var merged = new List<(uint First, uint Last)>(plain.Count);
        foreach (var range in plain)
        {
            if (merged.Count > 0 && (range.First <= merged[^1].Last || range.First == merged[^1].Last + 1))
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }
        return merged;
    }

    private static bool TryNumber(ref ImapTokenizer tokens, out uint number)
    {
        number = 0;
        if (tokens.Take((byte)'*')) return true;
        if (!tokens.TryNumber(out var wide) || wide is < 1 or > uint.MaxValue) return false;
        number = (uint)wide;
        return true;
    }
}
