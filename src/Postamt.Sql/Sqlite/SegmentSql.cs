using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Sqlite;

/// <summary>What the database knows of a segment.</summary>
/// <param name="Dead">Octets of records a row once pointed at and none does any more.</param>
/// <param name="Loose">Octets no row has ever pointed at; null: not counted yet.</param>
/// <param name="LooseSince">When they were counted.</param>
/// <param name="IsEmpty">No row points into it.</param>
internal sealed record SegmentFacts(int Number, long Dead, long? Loose, DateTimeOffset LooseSince, bool IsEmpty);

/// <summary>Segments as compaction sees them.</summary>
internal static class SegmentSql
{
    private const string FactsText = """
        SELECT dead_octets, loose_octets, loose_since FROM segment WHERE number = $1
        """;

    private const string AnyText = """
        SELECT 1 FROM blob WHERE segment = $1 AND segment > 0 LIMIT 1
        """;

    private const string LiveText = """
        SELECT COALESCE(sum((stored_length + 7) / 8 * 8), 0) FROM blob WHERE segment = $1 AND segment > 0
        """;

    private const string RowsText = """
        SELECT id, company_id, sha256, key_id, length, segment, position, stored_length, refs, damaged_at FROM blob
        WHERE segment = $1 AND segment > 0 AND position > $2 ORDER BY position LIMIT $3
        """;

    private const string LooseText = """
        INSERT INTO segment (number, dead_octets, loose_octets, loose_since) VALUES ($1, 0, $2, $3)
        ON CONFLICT (number) DO UPDATE SET loose_octets = excluded.loose_octets, loose_since = excluded.loose_since
        """;

    private const string NumbersText = """
        SELECT number FROM segment
        """;

    private const string ForgetText = """
        DELETE FROM segment WHERE number = $1
        """;

    public static SegmentFacts Facts(ISqlReader sql, int number)
    {
        var (dead, loose, since) = sql.QueryFirst(FactsText, static row => (row.Long(0), row.LongOrNull(1), row.TimeOrNull(2)), number);
        return new SegmentFacts(number, dead, loose, since ?? default, sql.QueryLong(AnyText, number) is null);
    }

    /// <summary>Octets of the records rows point at, with their padding.</summary>
    public static long Live(ISqlReader sql, int number) => sql.QueryLong(LiveText, number)!.Value;

    public static List<StoredBlob> Rows(ISqlReader sql, int number, long after, int limit) => sql.Query(RowsText, SegmentBlobs.Map, number, after, limit);

    public static List<int> Numbers(ISqlReader sql) => sql.Query(NumbersText, static row => row.Int(0));

    public static void NoteLoose(WriteTransaction tx, int number, long octets) => tx.Post(LooseText, number, octets, tx.Now);

    public static void Forget(WriteTransaction tx, int number) => tx.Post(ForgetText, number);
}
