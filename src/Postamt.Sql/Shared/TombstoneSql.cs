using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>A mailbox among all accounts.</summary>
internal readonly record struct MailboxKey(long Account, long Mailbox);

/// <summary>
/// Forgets the oldest tombstones of a mailbox. Its floor is raised with the first piece: from then on nobody relies on the rows that the
/// next pieces take away.
/// </summary>
internal static class TombstoneSql
{
    private const string OverfullText = """
        SELECT tombstone.account_id, tombstone.mailbox_id FROM tombstone
        JOIN mailbox ON mailbox.account_id = tombstone.account_id AND mailbox.id = tombstone.mailbox_id
        GROUP BY tombstone.account_id, tombstone.mailbox_id HAVING count(*) > $1 OR min(tombstone.modseq) <= max(mailbox.tombstone_floor) LIMIT $2
        """;

    // The newest one that is one too many.
    private const string CutText = """
        SELECT modseq FROM tombstone WHERE account_id = $1 AND mailbox_id = $2 ORDER BY modseq DESC, uid DESC LIMIT 1 OFFSET $3
        """;

    private const string FloorText = """
        UPDATE mailbox SET tombstone_floor = CASE WHEN tombstone_floor < $3 THEN $3 ELSE tombstone_floor END WHERE account_id = $1 AND id = $2 RETURNING tombstone_floor
        """;

    private const string DeleteText = """
        DELETE FROM tombstone WHERE account_id = $1 AND mailbox_id = $2 AND (modseq, uid) IN
            (SELECT modseq, uid FROM tombstone WHERE account_id = $1 AND mailbox_id = $2 AND modseq <= $3 ORDER BY modseq, uid LIMIT $4)
        """;

    /// <summary>Mailboxes with more than <paramref name="kept"/> tombstones, or with some under their floor.</summary>
    public static List<MailboxKey> Overfull(ISqlReader reader, int kept, int limit) =>
        reader.Query(OverfullText, static row => new MailboxKey(row.Long(0), row.Long(1)), kept, limit);

    /// <summary>How many went.</summary>
    public static int Trim(WriteTransaction tx, MailboxKey mailbox, int kept, int limit)
    {
        var cut = tx.QueryLong(CutText, mailbox.Account, mailbox.Mailbox, kept) ?? 0;
        return tx.QueryLong(FloorText, mailbox.Account, mailbox.Mailbox, cut) is { } floor ? tx.Execute(DeleteText, mailbox.Account, mailbox.Mailbox, floor, limit) : 0;
    }
}
