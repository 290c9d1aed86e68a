using System.Security.Cryptography;
using Postamt.Sql.Shared;
using Postamt.Sql.Sqlite;
using Postamt.Sql.Sqlite.Storing;
using Postamt.Sql.Sqlite.Writing;

namespace Postamt.Sql.Engines;

/// <summary>Acceptance, queue and ledger of the embedded engine.</summary>
internal sealed class EmbeddedQueue
{
    private const string NextStrandText = """
        SELECT max((SELECT coalesce(max(strand), 0) FROM ledger_strand), (SELECT coalesce(max(epoch), 0) FROM node)) + 1
        """;

    /// <param name="strand">What <see cref="Begin"/> gave.</param>
    public EmbeddedQueue(EmbeddedEngine engine, RandomNumberGenerator random, long strand, string sealLog)
    {
        var signal = new QueueSignal();
        var copies = new ContentCopies(engine.Readers, engine.Bodies);
        Acceptance = new AcceptanceSql(engine.Writer, engine.Bodies, signal, strand, random);
        Queue = new QueueSql(engine.Writer, engine.Readers, engine.Bodies, copies, signal, engine.Time, random);
        Inspection = new QueueInspectionSql(engine.Writer, engine.Readers, signal, strand, random);
        Ledger = new LedgerSql(engine.Writer, engine.Readers, new SealLog(sealLog));
        Upkeep = new QueueUpkeepSql(engine.Writer);
    }

    public AcceptanceSql Acceptance { get; }

    public QueueSql Queue { get; }

    public QueueInspectionSql Inspection { get; }

    public LedgerSql Ledger { get; }

    public QueueUpkeepSql Upkeep { get; }

    /// <summary>
    /// At start, before the writer: this process alone has the data folder, so all leases are those of dead processes. Gives the ledger
    /// strand of this start, which no earlier one has written.
    /// </summary>
    public static long Begin(SqliteConnection connection, DateTimeOffset now)
    {
        var tx = new WriteTransaction(connection);
        tx.BeginBatch(now);
        connection.Script("BEGIN IMMEDIATE");
        try
        {
            LeaseOwnerSql.FenceAll(tx);
            var strand = tx.QueryLong(NextStrandText) ?? 1;
            connection.Script("COMMIT");
            return strand;
        }
        catch
        {
            if (!connection.AutoCommit) connection.Script("ROLLBACK");
            throw;
        }
    }
}
