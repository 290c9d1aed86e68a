using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Sql.Shared;

/// <summary>A placement as a change finds it.</summary>
internal sealed record PlacementRow(Uid Uid, long Message, MessageFlags Flags, byte[]? Keywords, ModSeq ModSeq, long Size);

/// <summary>Placements, and the counters of their mailbox that go with each of their changes.</summary>
internal static class PlacementSql
{
    private const string TakeUidText = """
        UPDATE mailbox SET uidnext = uidnext + 1, highest_modseq = $3, messages = messages + 1, size = size + $4, unseen = unseen + $5, deleted = deleted + $6
        WHERE account_id = $1 AND id = $2 RETURNING uidnext - 1
        """;

    private const string TakeUidsText = """
        UPDATE mailbox SET uidnext = uidnext + $4, highest_modseq = $3, messages = messages + $4, size = size + $5, unseen = unseen + $6, deleted = deleted + $7
        WHERE account_id = $1 AND id = $2 RETURNING uidnext - $4
        """;

    private const string InsertText = """
        INSERT INTO placement (account_id, mailbox_id, uid, message_id, flags, keywords, modseq, saved_at, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string RangeText = """
        SELECT uid, message_id, flags, keywords, modseq, size FROM placement WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN $3 AND $4 ORDER BY uid LIMIT $5
        """;

    private const string DeletedText = """
        SELECT uid, message_id, flags, keywords, modseq, size FROM placement
        WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN $3 AND $4 AND flags & 8 <> 0 ORDER BY uid LIMIT $5
        """;

    private const string FlagsText = """
        UPDATE placement SET flags = $4, keywords = $5, modseq = $6 WHERE account_id = $1 AND mailbox_id = $2 AND uid = $3
        """;

    private const string CountText = """
        UPDATE mailbox SET highest_modseq = $3, messages = messages + $4, size = size + $5, unseen = unseen + $6, deleted = deleted + $7 WHERE account_id = $1 AND id = $2
        """;

    private const string DeleteText = """
        DELETE FROM placement WHERE account_id = $1 AND mailbox_id = $2 AND uid = $3
        """;

    private const string TombstoneText = """
        INSERT INTO tombstone (account_id, mailbox_id, modseq, uid) VALUES ($1, $2, $3, $4)
        """;

    /// <summary>Places a message at the end of a mailbox and counts it there; the message's own count of placements is the caller's.</summary>
    public static Uid Insert(WriteTransaction tx, AccountId account, long mailbox, long message, SystemFlags flags, byte[]? keywords, ModSeq modSeq, long size)
    {
        var uid = tx.QueryLong(TakeUidText, account, mailbox, modSeq.Value, size, Unseen(flags), Deleted(flags))
            ?? throw new InvalidOperationException($"account {account} has no mailbox {mailbox}");
        return Put(tx, account, mailbox, uid, message, flags, keywords, modSeq, size);
    }

    /// <summary>Counts placements that are about to be copied into a mailbox; the first of their UIDs, which are successive.</summary>
    public static long TakeUids(WriteTransaction tx, AccountId account, long mailbox, IReadOnlyList<PlacementRow> rows, ModSeq modSeq) =>
        tx.QueryLong(TakeUidsText, account, mailbox, modSeq.Value, rows.Count, rows.Sum(row => row.Size), rows.Sum(row => Unseen(row.Flags.System)), rows.Sum(row => Deleted(row.Flags.System)))
            ?? throw new InvalidOperationException($"account {account} has no mailbox {mailbox}");

    /// <summary>Places a message under a UID that is taken and counted already.</summary>
    public static Uid Put(WriteTransaction tx, AccountId account, long mailbox, long uid, long message, SystemFlags flags, byte[]? keywords, ModSeq modSeq, long size)
    {
        tx.PostRow(InsertText, account, mailbox, uid, message, (long)flags, keywords, modSeq.Value, tx.Now, size);
        return new Uid(checked((uint)uid));
    }

    /// <summary>Placements in ranges, ascending, at most <paramref name="limit"/>, from <paramref name="after"/> on.</summary>
    public static List<PlacementRow> Read(ISqlReader reader, AccountId account, long mailbox, IReadOnlyList<UidRange> uids, uint after, int limit, bool onlyDeleted)
    {
        var names = new KeywordNames(reader, account);
        var rows = new List<PlacementRow>();
        foreach (var range in uids)
        {
            if (range.Last <= after) continue;
            if (rows.Count >= limit) break;
            var first = Math.Max((long)range.First, (long)after + 1);
            rows.AddRange(reader.Query(onlyDeleted ? DeletedText : RangeText, row => new PlacementRow(
                new Uid((uint)row.Long(0)), row.Long(1), names.Flags(row.Long(2), row.Span(3)), row.BytesOrNull(3), new ModSeq(row.Long(4)), row.Long(5)), account, mailbox, first, range.Last, limit - rows.Count));
        }
        return rows;
    }

    public static void SetFlags(WriteTransaction tx, AccountId account, long mailbox, Uid uid, SystemFlags flags, byte[]? keywords, ModSeq modSeq) =>
        tx.Post(FlagsText, account, mailbox, uid.Value, (long)flags, keywords, modSeq.Value);

    /// <summary>Adds to a mailbox's counters.</summary>
    public static void Count(WriteTransaction tx, AccountId account, long mailbox, ModSeq modSeq, long messages, long size, long unseen, long deleted) =>
        tx.Post(CountText, account, mailbox, modSeq.Value, messages, size, unseen, deleted);

    /// <summary>Takes placements away, leaves tombstones and lets go of their messages.</summary>
    public static void Remove(WriteTransaction tx, AccountId account, long mailbox, IReadOnlyList<PlacementRow> rows, ModSeq modSeq)
    {
        foreach (var row in rows)
        {
            tx.Post(DeleteText, account, mailbox, row.Uid.Value);
            tx.Post(TombstoneText, account, mailbox, modSeq.Value, row.Uid.Value);
            MessageSql.Unplace(tx, account, row.Message);
        }
        Count(tx, account, mailbox, modSeq, -rows.Count, -rows.Sum(row => row.Size), -rows.Sum(row => Unseen(row.Flags.System)), -rows.Sum(row => Deleted(row.Flags.System)));
    }

    public static void Publish(WriteTransaction tx, AccountId account, ModSeq modSeq, long mailbox) => tx.Publish(new AccountChange(account, modSeq.Value, mailbox));

    public static long Unseen(SystemFlags flags) => (flags & SystemFlags.Seen) == 0 ? 1 : 0;

    public static long Deleted(SystemFlags flags) => (flags & SystemFlags.Deleted) != 0 ? 1 : 0;
}
