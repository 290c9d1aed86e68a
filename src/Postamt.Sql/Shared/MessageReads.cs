using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Sql.Shared;

/// <summary>What FETCH, SELECT and resynchronisation read.</summary>
internal static class MessageReads
{
    private const string UidsText = """
        SELECT uid FROM placement WHERE account_id = $1 AND mailbox_id = $2 AND uid > $3 ORDER BY uid
        """;

    private const string FlagsText = """
        SELECT uid, flags, keywords, modseq FROM placement WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN $3 AND $4 AND modseq > $5 ORDER BY uid LIMIT $6
        """;

    private const string ChangedText = """
        SELECT uid, flags, keywords, modseq FROM placement INDEXED BY placement_modseq WHERE account_id = $1 AND mailbox_id = $2 AND modseq > $3
        """;

    private const string VanishedText = """
        SELECT uid FROM tombstone WHERE account_id = $1 AND mailbox_id = $2 AND modseq > $3 ORDER BY uid
        """;

    private const string FloorText = """
        SELECT tombstone_floor FROM mailbox WHERE account_id = $1 AND id = $2
        """;

    private const string FactsText = """
        SELECT p.uid, p.flags, p.keywords, p.modseq, p.saved_at, m.id, m.thread_id, m.size, m.internal_date, m.company_id, m.blob_id, m.blob_length, m.prefix_length
        FROM placement p JOIN message m ON m.account_id = p.account_id AND m.id = p.message_id
        WHERE p.account_id = $1 AND p.mailbox_id = $2 AND p.uid BETWEEN $3 AND $4 ORDER BY p.uid LIMIT $5
        """;

    private const string AllText = """
        SELECT p.uid, p.flags, p.keywords, p.modseq, p.saved_at, m.id, m.thread_id, m.size, m.internal_date, m.company_id, m.blob_id, m.blob_length, m.prefix_length, t.structure, t.prefix
        FROM placement p JOIN message m ON m.account_id = p.account_id AND m.id = p.message_id JOIN message_text t ON t.internal_date = m.internal_date AND t.account_id = m.account_id AND t.id = m.id
        WHERE p.account_id = $1 AND p.mailbox_id = $2 AND p.uid BETWEEN $3 AND $4 ORDER BY p.uid LIMIT $5
        """;

    private const string PrefixText = """
        SELECT p.uid, p.flags, p.keywords, p.modseq, p.saved_at, m.id, m.thread_id, m.size, m.internal_date, m.company_id, m.blob_id, m.blob_length, m.prefix_length, NULL, CASE WHEN m.prefix_length > 0 THEN (SELECT prefix FROM message_text t WHERE t.internal_date = m.internal_date AND t.account_id = m.account_id AND t.id = m.id) END
        FROM placement p JOIN message m ON m.account_id = p.account_id AND m.id = p.message_id
        WHERE p.account_id = $1 AND p.mailbox_id = $2 AND p.uid BETWEEN $3 AND $4 ORDER BY p.uid LIMIT $5
        """;

    /// <summary>UIDs above <paramref name="after"/>, ascending.</summary>
    public static List<uint> Uids(ISqlReader reader, AccountId account, MailboxId mailbox, uint after) =>
        reader.Query(UidsText, static row => (uint)row.Long(0), account, mailbox.Value, after);

    public static List<FlagRow> Flags(ISqlReader reader, AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, ModSeq changedSince, int limit)
    {
        var names = new KeywordNames(reader, account);
        var rows = new List<FlagRow>();
        foreach (var range in uids)
        {
            if (rows.Count >= limit) break;
            rows.AddRange(reader.Query(FlagsText, row => Flag(row, names), account, mailbox.Value, range.First, range.Last, changedSince.Value, limit - rows.Count));
        }
        return rows;
    }

    public static List<FlagRow> Changed(ISqlReader reader, AccountId account, MailboxId mailbox, ModSeq since)
    {
        var names = new KeywordNames(reader, account);
        var rows = reader.Query(ChangedText, row => Flag(row, names), account, mailbox.Value, since.Value);
        rows.Sort(static (left, right) => left.Uid.CompareTo(right.Uid));
        return rows;
    }

    public static List<Uid> Vanished(ISqlReader reader, AccountId account, MailboxId mailbox, ModSeq since) =>
        reader.Query(VanishedText, static row => new Uid((uint)row.Long(0)), account, mailbox.Value, since.Value);

    /// <summary>Up to this modseq tombstones may be gone.</summary>
    public static ModSeq Floor(ISqlReader reader, AccountId account, MailboxId mailbox) => new(reader.QueryLong(FloorText, account, mailbox.Value) ?? long.MaxValue);

    public static List<MessageRow> Read(ISqlReader reader, AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, MessageColumns columns, int limit)
    {
        var names = new KeywordNames(reader, account);
        var rows = new List<MessageRow>();
        var sql = columns.HasFlag(MessageColumns.Structure) ? AllText : columns.HasFlag(MessageColumns.Prefix) ? PrefixText : FactsText;
        foreach (var range in uids)
        {
            if (rows.Count >= limit) break;
            rows.AddRange(reader.Query(sql, row => Map(row, names, columns), account, mailbox.Value, range.First, range.Last, limit - rows.Count));
        }
        return rows;
    }

    private static FlagRow Flag(SqlRow row, KeywordNames names) => new(new Uid((uint)row.Long(0)), names.Flags(row.Long(1), row.Span(2)), new ModSeq(row.Long(3)));

    private static MessageRow Map(SqlRow row, KeywordNames names, MessageColumns columns) => new(
        new Uid((uint)row.Long(0)),
        names.Flags(row.Long(1), row.Span(2)),
        new ModSeq(row.Long(3)),
        new EmailId(row.Long(5)),
        new ThreadId(row.Long(6)),
        row.Long(7),
        row.Time(8),
        row.Time(4),
        new BlobRef(new(row.Long(9)), row.Long(10), row.Long(11)),
        row.Int(12),
        columns.HasFlag(MessageColumns.Structure) ? row.Bytes(13) : default,
        columns.HasFlag(MessageColumns.Prefix) ? row.Bytes(14) : default);
}
