using System.Globalization;
using Postamt.Queue.Accepting;

namespace Postamt.Queue.Ledger;

/// <summary>What must hold for the life of one recipient, from its rows and what is live of it.</summary>
public static class EntryRules
{
    /// <param name="rows">All rows of one entry, in any order.</param>
    /// <param name="isLive">It has a queue or quarantine row.</param>
    /// <param name="children">Rows that begin a life with this one as parent.</param>
    /// <param name="parentEnd">How the parent ended; null without a parent or while it is open.</param>
    public static void Check(IReadOnlyList<LedgerRow> rows, bool isLive, long children, LedgerEvent? parentEnd, Violations violations)
    {
        var entry = rows[0].Entry;
        var begins = rows.Count(row => row.Event == LedgerEvent.Accepted);
        var ends = rows.Where(row => row.Event.IsEnd()).ToList();
        void Say(string what) => violations.Add(string.Create(CultureInfo.InvariantCulture, $"Entry {entry} of {rows[0].AcceptId} {what}."));

        if (begins == 0) Say("has an end without a beginning");
        if (begins > 1) Say("begins more than once");
        if (ends.Count > 1) Say($"has {ends.Count} ends: {string.Join(", ", ends.Select(row => row.Event))}");
        if (ends.Count == 0 && !isLive) Say("is open, but neither queue nor quarantine has it");
        if (ends.Count > 0 && isLive) Say("has ended, but is still live in queue or quarantine");
        if (rows.Select(row => row.AcceptId).Distinct().Count() > 1) Say("has rows of different mails");
        var begin = rows.FirstOrDefault(row => row.Event == LedgerEvent.Accepted);
        if (begin is null) return;
        if (begin.Parent != 0 && parentEnd != LedgerEvent.Expanded) Say($"came from entry {begin.Parent}, which was not expanded");
        if (ends.Any(row => row.Event == LedgerEvent.Expanded) && children == 0) Say("was expanded into nothing");
        if (ends.Any(row => row.Event is LedgerEvent.Relayed or LedgerEvent.Transferred) && !MayRelay(begin)) Say("was relayed without a reason: no authenticated account, no local recipient's forward, no notice of ours");
        if (ends.Any(row => row.Event == LedgerEvent.Delivered) && begin.Detail is "") Say("was delivered without a screening verdict");
    }

    private static bool MayRelay(LedgerRow begin) => begin.Account is not null || begin.Parent != 0 || begin.Kind == AcceptKind.Internal;
}
