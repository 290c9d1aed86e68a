using Postamt.Cluster.Identity;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Sql.Storing;

/// <summary>Uid, flags and modseq of all placements of a mailbox at one modseq; never changed.</summary>
/// <param name="Rows">Ascending by uid.</param>
internal sealed record FlagSnapshot(AccountId Account, MailboxId Mailbox, UidValidity Validity, ModSeq At, FlagRow[] Rows)
{
    /// <summary>What the database would answer.</summary>
    public List<FlagRow> Read(IReadOnlyList<UidRange> uids, ModSeq changedSince, int limit)
    {
        var found = new List<FlagRow>(Math.Min(limit, Rows.Length));
        foreach (var range in uids)
        {
            for (var at = FirstFrom(range.First); at < Rows.Length && Rows[at].Uid.Value <= range.Last; at++)
            {
                if (found.Count >= limit) return found;
                if (Rows[at].ModSeq.CompareTo(changedSince) > 0) found.Add(Rows[at]);
            }
        }
        return found;
    }

    /// <summary>The same mailbox at a later modseq.</summary>
    /// <param name="changed">New placements and changed flags since, ascending by uid.</param>
    /// <param name="vanished">UIDs expunged since.</param>
    public FlagSnapshot Advance(IReadOnlyList<FlagRow> changed, IReadOnlyList<Uid> vanished, ModSeq at)
    {
        var gone = vanished.ToHashSet();
        var rows = new List<FlagRow>(Rows.Length + changed.Count);
        var next = 0;
        foreach (var row in Rows)
        {
            while (next < changed.Count && changed[next].Uid.Value < row.Uid.Value) rows.Add(changed[next++]);
            if (next < changed.Count && changed[next].Uid == row.Uid) rows.Add(changed[next++]);
            else if (!gone.Contains(row.Uid)) rows.Add(row);
        }
        for (; next < changed.Count; next++) rows.Add(changed[next]);
        return this with { At = at, Rows = [.. rows] };
    }

    private int FirstFrom(uint uid)
    {
        int low = 0, high = Rows.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Rows[middle].Uid.Value < uid) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
