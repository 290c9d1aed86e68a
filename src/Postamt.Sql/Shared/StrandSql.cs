using System.Collections.Immutable;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>Heads and counts of the strands.</summary>
internal static class StrandSql
{
    private const string ReadText = """
        SELECT strand, seq, hash, begun, delivered, relayed, bounced, expired, discarded, expanded, transferred FROM ledger_strand WHERE strand = $1
        """;

    private const string AllText = """
        SELECT strand, seq, hash, begun, delivered, relayed, bounced, expired, discarded, expanded, transferred FROM ledger_strand ORDER BY strand
        """;

    private const string KeepText = """
        INSERT INTO ledger_strand (strand, seq, hash, begun, delivered, relayed, bounced, expired, discarded, expanded, transferred)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (strand) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, begun = excluded.begun, delivered = excluded.delivered,
            relayed = excluded.relayed, bounced = excluded.bounced, expired = excluded.expired, discarded = excluded.discarded,
            expanded = excluded.expanded, transferred = excluded.transferred
        """;

    private const string NextText = """
        SELECT coalesce(max(taken), 0) + 1 FROM (SELECT max(strand) AS taken FROM ledger_strand UNION ALL SELECT max(epoch) FROM node) AS numbers
        """;

    /// <summary>A number no strand and no epoch has had; those of one start are followed by its epoch.</summary>
    public static long Next(ISqlReader sql) => sql.QueryLong(NextText) ?? 1;

    public static StrandHead Read(ISqlReader sql, long strand) => sql.QueryFirst(ReadText, Map, strand) ?? StrandHead.Empty(strand);

    public static List<StrandHead> All(ISqlReader sql) => sql.Query(AllText, Map);

    public static void Keep(WriteTransaction tx, StrandHead head)
    {
        var counts = head.Counts;
        tx.Post(
            KeepText, head.Strand, head.Seq, head.Hash, counts.Begun, counts.Of(LedgerEvent.Delivered), counts.Of(LedgerEvent.Relayed),
            counts.Of(LedgerEvent.Bounced), counts.Of(LedgerEvent.Expired), counts.Of(LedgerEvent.Discarded), counts.Of(LedgerEvent.Expanded),
            counts.Of(LedgerEvent.Transferred));
    }

    /// <summary>Begun and the seven ends, from column <paramref name="first"/> on.</summary>
    public static LedgerCounts Counts(SqlRow row, int first)
    {
        var ended = ImmutableDictionary.CreateBuilder<LedgerEvent, long>();
        for (var i = 0; i < LedgerEvents.Ends.Count; i++)
        {
            if (row.Long(first + 1 + i) is var count and not 0) ended[LedgerEvents.Ends[i]] = count;
        }
        return new LedgerCounts(row.Long(first), ended.ToImmutable());
    }

    private static StrandHead Map(SqlRow row) => new(row.Long(0), row.Long(1), row.Bytes(2), Counts(row, 3));
}
