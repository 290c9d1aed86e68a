using Postamt.Queue.Leasing;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>
/// Epochs that lease. One found dead is fenced: what it held is free, and it can lease, renew, send and complete nothing any more. Whoever acts under an epoch keeps its
/// row from being fenced until the transaction ends, so that nothing is leased under it once what it held is free.
/// </summary>
internal static class LeaseOwnerSql
{
    private const string InsertText = """
        INSERT INTO queue_owner (epoch, renewals, fenced) VALUES ($1, 0, 0) ON CONFLICT (epoch) DO NOTHING
        """;

    private const string FencedText = """
        SELECT fenced FROM queue_owner WHERE epoch = $1 /* FOR KEY SHARE */
        """;

    private const string IdleText = """
        SELECT epoch FROM queue_owner WHERE epoch = $1 /* FOR UPDATE SKIP LOCKED */
        """;

    private const string RenewText = """
        UPDATE queue_owner SET renewals = renewals + 1 WHERE epoch = $1 AND fenced = 0
        """;

    private const string FenceText = """
        UPDATE queue_owner SET fenced = 1 WHERE epoch = $1
        """;

    private const string OthersText = """
        SELECT epoch, renewals FROM queue_owner WHERE fenced = 0 AND epoch <> $1
        """;

    private const string LeasedText = """
        SELECT lease_epoch FROM queue_recipient WHERE lease_epoch IS NOT NULL AND lease_epoch > $1 ORDER BY lease_epoch LIMIT 1
        """;

    public static bool IsFenced(ISqlReader sql, long epoch) => sql.QueryLong(FencedText, epoch) == 1;

    public static void Begin(WriteTransaction tx, long epoch) => tx.Post(InsertText, epoch);

    /// <summary>An epoch that never leased has nothing to renew, which is no fault.</summary>
    public static void Renew(WriteTransaction tx, long epoch) => tx.Post(RenewText, epoch);

    /// <summary>Frees what dead owners hold; how many recipients that were.</summary>
    public static int TakeFromDead(WriteTransaction tx, long taker, LeaseWatch watch)
    {
        var freed = 0;
        var others = tx.Query(OthersText, static row => (Epoch: row.Long(0), Renewals: row.Long(1)), taker);
        foreach (var (epoch, renewals) in others)
        {
            if (watch.IsStale(epoch, renewals)) freed += Fence(tx, epoch);
        }
        watch.Keep(others.Select(other => other.Epoch).ToHashSet());
        return freed;
    }

    /// <summary>
    /// At start: this process alone has the data folder, so every lease in it is a dead process's. Reads only leased rows and owners.
    /// </summary>
    public static int FenceAll(WriteTransaction tx)
    {
        foreach (var (epoch, _) in tx.Query(OthersText, static row => (row.Long(0), row.Long(1)), -1)) Fence(tx, epoch);
        var freed = 0;
        long? next = -1;
        while ((next = tx.QueryLong(LeasedText, next.Value)) is { } epoch) freed += QueueRecipientSql.FreeAll(tx, epoch);
        return freed;
    }

    /// <summary>Not while a transaction of it is open: the database ends one of a process that stands still, and the next renewal comes here again.</summary>
    private static int Fence(WriteTransaction tx, long epoch)
    {
        if (tx.QueryLong(IdleText, epoch) is null) return 0;
        tx.Post(FenceText, epoch);
        return QueueRecipientSql.FreeAll(tx, epoch);
    }
}
