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

    private const string EarliestText = """
        SELECT min(next_attempt) FROM queue_recipient WHERE destination = $1 AND lease_epoch IS NULL AND held = 0
        """;

    private const string SetText = """
        INSERT INTO queue_destination (destination, earliest) VALUES ($1, $2) ON CONFLICT (destination) DO UPDATE SET earliest = excluded.earliest
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

    /// <summary>Looks again; the earliest time, null for none.</summary>
    public static long? Refresh(WriteTransaction tx, string destination)
    {
        var earliest = tx.QueryLong(EarliestText, destination);
        if (earliest is { } at) tx.Post(SetText, destination, at);
        else tx.Post(DeleteText, destination);
        return earliest;
    }

    public static List<(string Destination, long Earliest)> ListDue(ISqlReader sql, DateTimeOffset now, int limit) =>
        sql.Query(ListDueText, static row => (row.Text(0), row.Long(1)), now, limit);

    public static long? Next(ISqlReader sql) => sql.QueryLong(NextText);
}
