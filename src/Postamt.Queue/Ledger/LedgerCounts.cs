using System.Collections.Immutable;

namespace Postamt.Queue.Ledger;

/// <summary>What a strand has counted: lives begun, and ended by event.</summary>
public sealed record LedgerCounts(long Begun, ImmutableDictionary<LedgerEvent, long> Ended)
{
    public static LedgerCounts None { get; } = new(0, ImmutableDictionary<LedgerEvent, long>.Empty);

    public LedgerCounts Add(LedgerEvent what)
    {
        if (what == LedgerEvent.Accepted) return this with { Begun = Begun + 1 };
        return what.IsEnd() ? this with { Ended = Ended.SetItem(what, Of(what) + 1) } : this;
    }

    public LedgerCounts Add(LedgerCounts other)
    {
        var ended = Ended;
        foreach (var (what, count) in other.Ended) ended = ended.SetItem(what, ended.GetValueOrDefault(what) + count);
        return new LedgerCounts(Begun + other.Begun, ended);
    }

    public long Of(LedgerEvent end) => Ended.GetValueOrDefault(end);

    /// <summary>Every end stands in the balance, also with 0.</summary>
    public LedgerBalance ToBalance(long live) => new(Begun, LedgerEvents.Ends.ToImmutableSortedDictionary(end => end, Of), live);
}
