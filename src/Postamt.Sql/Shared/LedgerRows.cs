using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Shared;

/// <summary>Reads of ledger rows.</summary>
internal static class LedgerRows
{
    private const string AfterText = """
        SELECT strand, seq, entry, parent, accept_id, company_id, event, at, kind, account_id, sender, recipient, detail, salt, digest, previous, hash
        FROM ledger WHERE strand = $1 AND seq > $2 ORDER BY seq LIMIT $3
        """;

    private const string OfEntryText = """
        SELECT strand, seq, entry, parent, accept_id, company_id, event, at, kind, account_id, sender, recipient, detail, salt, digest, previous, hash
        FROM ledger WHERE entry = $1
        """;

    private const string OfMailText = """
        SELECT strand, seq, entry, parent, accept_id, company_id, event, at, kind, account_id, sender, recipient, detail, salt, digest, previous, hash
        FROM ledger WHERE accept_id = $1
        """;

    private const string HashText = """
        SELECT strand, seq, hash FROM ledger WHERE strand = $1 AND seq = $2
        """;

    private const string ChildrenText = """
        SELECT count(*) FROM ledger WHERE parent = $1 AND parent <> 0 AND event = 1
        """;

    private const string EndText = """
        SELECT event FROM ledger WHERE entry = $1 AND event >= 10 LIMIT 1
        """;

    private const string IsLiveText = """
        SELECT 1 FROM queue_recipient WHERE id = $1
        """;

    private const string LiveAfterText = """
        SELECT id FROM queue_recipient WHERE id > $1 ORDER BY id LIMIT $2
        """;

    public static List<LedgerRecord> After(ISqlReader sql, long strand, long seq, int limit) => sql.Query(AfterText, Map, strand, seq, limit);

    public static List<LedgerRow> OfEntry(ISqlReader sql, long entry) => [.. sql.Query(OfEntryText, Map, entry).Select(record => record.Row)];

    public static List<LedgerRow> OfMail(ISqlReader sql, AcceptId id) => [.. sql.Query(OfMailText, Map, id.ToBytes()).Select(record => record.Row)];

    public static SealHead? At(ISqlReader sql, long strand, long seq) =>
        sql.QueryFirst<SealHead?>(HashText, static row => new SealHead(row.Long(0), row.Long(1), row.Bytes(2)), strand, seq);

    public static long Children(ISqlReader sql, long entry) => sql.QueryLong(ChildrenText, entry) ?? 0;

    public static LedgerEvent? End(ISqlReader sql, long entry) => sql.QueryLong(EndText, entry) is { } end ? (LedgerEvent)end : null;

    public static bool IsLive(ISqlReader sql, long entry) => sql.QueryLong(IsLiveText, entry) is not null;

    public static List<long> LiveAfter(ISqlReader sql, long entry, int limit) => sql.Query(LiveAfterText, static row => row.Long(0), entry, limit);

    private static LedgerRecord Map(SqlRow row)
    {
        var ledgerRow = new LedgerRow(
            row.Long(0), row.Long(1), row.Long(2), row.Long(3), AcceptId.FromBytes(row.Span(4)), new CompanyId(row.Long(5)), (LedgerEvent)row.Int(6), row.Time(7),
            row.TextOrNull(10), row.TextOrNull(11), row.TextOrNull(12))
        {
            Kind = (AcceptKind)row.Int(8),
            Account = row.LongOrNull(9) is { } account ? new AccountId(account) : null,
        };
        return new LedgerRecord(ledgerRow, row.Bytes(13), row.Bytes(14), row.Bytes(15), row.Bytes(16));
    }
}
