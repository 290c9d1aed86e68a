namespace Postamt.Queue.Ledger;

public static class LedgerEvents
{
    /// <summary>The seven ends, in the order of their numbers.</summary>
    public static IReadOnlyList<LedgerEvent> Ends { get; } =
    [
        LedgerEvent.Delivered, LedgerEvent.Relayed, LedgerEvent.Bounced, LedgerEvent.Expired, LedgerEvent.Discarded, LedgerEvent.Expanded,
        LedgerEvent.Transferred,
    ];

    public static bool IsEnd(this LedgerEvent what) => what >= LedgerEvent.Delivered;
}
