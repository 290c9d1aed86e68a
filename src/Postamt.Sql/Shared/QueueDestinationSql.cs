using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>When each destination's next free recipient falls due, so that a lease never walks over the rows of those it passes over.</summary>
internal static class QueueDestinationSql
{
    private const string DueText = """
        INSERT INTO queue_destination (destination, earliest) VALUES ($1, $2)
        ON CONFLICT (destination) DO UPDATE SET earliest = excluded.earliest WHERE excluded.earliest < queue_destination.earliest
        """;

    // Whatever is there keeps its time; the row is there after, and nobody else's until the transaction's end.
    private const string LockText = """
        INSERT INTO queue_destination (destination, earliest) VALUES ($1, $2) ON CONFLICT (destination) DO UPDATE SET earliest = queue_destination.earliest
        """;

    private const string EarliestText = """
        SELECT min(next_attempt) FROM queue_recipient WHERE destination = $1 AND lease_epoch IS NULL AND held = 0
        """;

    private const string SetText = """
        UPDATE queue_destination SET earliest = $2 WHERE destination = $1
        """;

    private const string DeleteText = """
        DELETE FROM queue_destination WHERE destination = $1
        """;

    private const string ListDueText = """
        SELECT destination, earliest FROM queue_destination WHERE earliest <= $1 ORDER BY earliest, destination LIMIT $2
        """;

    private const string NextText = """
        SELECT min(earliest) FROM queue_destination
        """;

    /// <summary>A free recipient of the destination is due at this time.</summary>
    public static void Due(WriteTransaction tx, string destination, DateTimeOffset at) => tx.Post(DueText, destination, at);

    /// <summary>When the first free recipient falls due; null for none.</summary>
    public static long? Earliest(ISqlReader sql, string destination) => sql.QueryLong(EarliestText, destination);

    /// <summary>
    /// Looks again. What another node enqueues at the same time is either seen, or is put down once this transaction has
    /// ended: it would be forgotten otherwise.
    /// </summary>
    public static void Refresh(WriteTransaction tx, string destination)
    {
        tx.Post(LockText, destination, long.MaxValue);
        if (Earliest(tx, destination) is { } at) tx.Post(SetText, destination, at);
        else tx.Post(DeleteText, destination);
    }

    public static List<(string Destination, long Earliest)> ListDue(ISqlReader sql, DateTimeOffset now, int limit) =>
        sql.Query(ListDueText, static row => (row.Text(0), row.Long(1)), now, limit);

    public static long? Next(ISqlReader sql) => sql.QueryLong(NextText);
}
