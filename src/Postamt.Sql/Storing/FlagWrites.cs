using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Sql.Storing;

/// <param name="Last">The last UID looked at.</param>
/// <param name="More">There may be placements after it.</param>
internal sealed record FlagPiece(IReadOnlyList<FlagRow> Changed, IReadOnlyList<Uid> Conflicting, ModSeq At, uint Last, bool More);

/// <summary>STORE in pieces. A placement whose flags are as they should be already keeps its modseq (RFC 7162 3.1.2.1).</summary>
internal static class FlagWrites
{
    public static StoreResult<FlagPiece> Piece(
        WriteTransaction tx, AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, FlagChange change, ModSeq? unchangedSince, uint after, int limit)
    {
        if (MailboxSql.Find(tx, account, mailbox) is not { Selectable: true } info) return StoreError.NotFound;
        var rows = PlacementSql.Read(tx, account, mailbox.Value, uids, after, limit, onlyDeleted: false);
        var changed = new List<FlagRow>();
        var conflicting = new List<Uid>();
        ModSeq? modSeq = null;
        long unseen = 0, deleted = 0;
        foreach (var row in rows)
        {
            // RFC 7162 3.1.3: a message changed after UNCHANGEDSINCE is left alone and reported.
            if (unchangedSince is { } since && row.ModSeq.CompareTo(since) > 0)
            {
                conflicting.Add(row.Uid);
                continue;
            }
            var flags = row.Flags.Apply(change);
            if (flags == row.Flags) continue;
            if (KeywordSql.Check(flags) is { } refused) return refused;
            modSeq ??= ClockSql.Tick(tx, account);
            var encoded = KeywordSql.Encode(tx, account, mailbox.Value, flags.Keywords);
            if (!encoded.TryGet(out var keywords)) return encoded.Error!.Value;
            PlacementSql.SetFlags(tx, account, mailbox.Value, row.Uid, flags.System, keywords, modSeq.Value);
            unseen += PlacementSql.Unseen(flags.System) - PlacementSql.Unseen(row.Flags.System);
            deleted += PlacementSql.Deleted(flags.System) - PlacementSql.Deleted(row.Flags.System);
            changed.Add(new FlagRow(row.Uid, new KeywordNames(tx, account).Flags((long)flags.System, keywords), modSeq.Value));
        }
        if (modSeq is { } at)
        {
            Failpoints.Hit(Failpoints.InFlags);
            PlacementSql.Count(tx, account, mailbox.Value, at, 0, 0, unseen, deleted);
            PlacementSql.Publish(tx, account, at, mailbox.Value);
        }
        return new FlagPiece(changed, conflicting, modSeq ?? info.HighestModSeq, rows.Count == 0 ? after : rows[^1].Uid.Value, rows.Count == limit);
    }
}
