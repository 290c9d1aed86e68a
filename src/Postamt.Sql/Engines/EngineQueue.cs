using System.Security.Cryptography;
using Postamt.Sql.Contents;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Shared;

namespace Postamt.Sql.Engines;

/// <summary>Acceptance, queue and ledger of an engine.</summary>
internal sealed class EngineQueue
{
    /// <param name="strand">The ledger strand of this start, which no earlier one has written.</param>
    public EngineQueue(SqlEngine engine, RandomNumberGenerator random, long strand, string sealLog)
    {
        var signal = new QueueSignal();
        var copies = new ContentCopies(engine.Readers, engine.Bodies);
        Acceptance = new AcceptanceSql(engine.Writer, engine.Bodies, signal, strand, random);
        Queue = new QueueSql(engine.Writer, engine.Readers, engine.Bodies, copies, signal, engine.Time, random);
        Inspection = new QueueInspectionSql(engine.Writer, engine.Readers, signal, strand, random);
        Ledger = new LedgerSql(engine.Writer, engine.Readers, new SealLog(sealLog));
        Upkeep = new QueueUpkeepSql(engine.Writer);
        JobLeases = new JobLeaseSql(engine.Writer);
    }

    public AcceptanceSql Acceptance { get; }

    public QueueSql Queue { get; }

    public QueueInspectionSql Inspection { get; }

    public LedgerSql Ledger { get; }

    public QueueUpkeepSql Upkeep { get; }

    public JobLeaseSql JobLeases { get; }
}
