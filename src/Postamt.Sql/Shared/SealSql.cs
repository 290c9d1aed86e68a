using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>Seals and the heads they cover.</summary>
internal static class SealSql
{
    private const string LastText = """
        SELECT number, at, root, begun, delivered, relayed, bounced, expired, discarded, expanded, transferred, live FROM seal ORDER BY number DESC LIMIT 1
        """;

    private const string FromText = """
        SELECT number, at, root, begun, delivered, relayed, bounced, expired, discarded, expanded, transferred, live FROM seal
        WHERE number >= $1 ORDER BY number LIMIT $2
        """;

    private const string InsertText = """
        INSERT INTO seal (number, at, root, begun, delivered, relayed, bounced, expired, discarded, expanded, transferred, live)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    private const string InsertHeadText = """
        INSERT INTO seal_head (number, strand, seq, hash) VALUES ($1, $2, $3, $4)
        """;

    private const string MovedText = """
        SELECT strand, seq, hash FROM seal_head WHERE number = $1 ORDER BY strand
        """;

    private const string HeadsText = """
        WITH RECURSIVE strands (strand) AS (
            SELECT min(strand) FROM seal_head
            UNION ALL SELECT (SELECT min(strand) FROM seal_head WHERE strand > strands.strand) FROM strands WHERE strands.strand IS NOT NULL)
        SELECT h.strand, h.seq, h.hash FROM strands JOIN seal_head AS h ON h.strand = strands.strand
            AND h.number = (SELECT max(number) FROM seal_head WHERE strand = strands.strand AND number <= $1) ORDER BY h.strand
        """;

    private const string LiveText = """
        SELECT count(*) FROM queue_recipient
        """;

    public static LedgerSeal? Last(ISqlReader sql) => sql.QueryFirst(LastText, Map);

    public static List<LedgerSeal> From(ISqlReader sql, long number, int limit) => sql.Query(FromText, Map, number, limit);

    /// <summary>Heads of the strands that moved with this seal.</summary>
    public static List<SealHead> Moved(ISqlReader sql, long number) => sql.Query(MovedText, MapHead, number);

    /// <summary>Heads of all strands as this seal saw them.</summary>
    public static List<SealHead> Heads(ISqlReader sql, long number) => sql.Query(HeadsText, MapHead, number);

    public static void Insert(WriteTransaction tx, LedgerSeal seal, IEnumerable<SealHead> moved)
    {
        var (ended, balance) = (seal.Balance.Ended, seal.Balance);
        tx.Post(
            InsertText, seal.Number, seal.At, seal.Root, balance.Begun, ended[LedgerEvent.Delivered], ended[LedgerEvent.Relayed], ended[LedgerEvent.Bounced],
            ended[LedgerEvent.Expired], ended[LedgerEvent.Discarded], ended[LedgerEvent.Expanded], ended[LedgerEvent.Transferred], balance.Live);
        foreach (var head in moved) tx.Post(InsertHeadText, seal.Number, head.Strand, head.Seq, head.Hash);
    }

    public static LedgerBalance Balance(ISqlReader sql, IEnumerable<StrandHead> heads) =>
        heads.Aggregate(LedgerCounts.None, (sum, head) => sum.Add(head.Counts)).ToBalance(sql.QueryLong(LiveText) ?? 0);

    private static LedgerSeal Map(SqlRow row) => new(row.Long(0), row.Time(1), row.Bytes(2), StrandSql.Counts(row, 3).ToBalance(row.Long(11)));

    private static SealHead MapHead(SqlRow row) => new(row.Long(0), row.Long(1), row.Bytes(2));
}
