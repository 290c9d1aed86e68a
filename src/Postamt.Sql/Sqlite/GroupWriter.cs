using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// The one writer of the embedded engine, on a thread of its own. It takes all waiting requests, appends their bodies, runs one
/// transaction with a savepoint a request while the bodies are forced to the disk, commits (an fsync of the WAL) and answers them all.
/// Invariants: the database never points at bytes that are not durable; nothing is answered Ok before the commit returned; after an
/// error that leaves the disk's content unknown nothing is answered Ok at all.
/// </summary>
internal sealed class GroupWriter : IWriter, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly BatchForcing _forcing;
    private readonly DiskAccess _disk;
    private readonly IChangeBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EngineHealth _health;
    private readonly WriteTransaction _transaction;
    private readonly BatchRun _run;
    private readonly Checkpoints _checkpoints;
    private readonly WriteLoop _loop;

    public GroupWriter(SqliteConnection connection, SegmentLog segments, DiskAccess disk, IChangeBus bus, TimeProvider time, EngineHealth health, ILogger logger, GroupWriterLimits limits)
    {
        _connection = connection;
        _forcing = new BatchForcing(segments, limits.InlineOctets);
        _disk = disk;
        _bus = bus;
        _time = time;
        _health = health;
        _logger = logger;
        _transaction = new WriteTransaction(connection, new SegmentBlobs());
        // SQLite may have undone the whole transaction by itself then.
        _run = new BatchRun(connection, _transaction, e => e is SqliteFault { IsFull: true } or SqliteFault { IsUnsafe: true }, logger);
        _checkpoints = new Checkpoints(connection, limits.CheckpointPages, logger);
        connection.Script("PRAGMA wal_autocheckpoint=0");
        _loop = new WriteLoop(Write, (batch, e) => TurnUnsafe(batch, "the writer failed", e), () => Checkpoint(_checkpoints.AfterBatch));
        _loop.Start();
    }

    public ValueTask<StoreResult<T>> WriteAsync<T>(
        WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable = false, Foreseen? foreseen = null)
    {
        if (_health.IsUnsafe) return new(StoreResult<T>.No(StoreError.Unavailable, "the engine is unsafe"));
        return _loop.AddAsync(new WriteRequest<T>(kind, bodies, work, repeatable, foreseen));
    }

    /// <summary>Writes what waits, then stops.</summary>
    public void Dispose()
    {
        if (_loop.Stop()) _forcing.Dispose();
    }

    private void Write(List<WriteRequest> batch)
    {
        if (_health.IsUnsafe)
        {
            WriteRequest.RefuseAll(batch, StoreError.Unavailable, "the engine is unsafe");
            return;
        }
        try
        {
            try
            {
                _forcing.Begin(batch);
                Transact(batch);
            }
            catch (IOException e) when (DiskAccess.IsNoSpace(e))
            {
                RefuseBodies(batch, e);
                Transact(batch);
            }
            _transaction.Announce(_bus, e => Log.ListenerFailed(_logger, e));
        }
        catch (SqliteFault e) when (e.IsFull)
        {
            Undo();
            Log.NoSpace(_logger, batch.Count);
            WriteRequest.RefuseAll(batch, StoreError.NoSpace, e.Message);
            Checkpoint(_checkpoints.AfterNoSpace);
        }
        catch (IOException e)
        {
            Undo();
            TurnUnsafe(batch, "a body could not be forced to the disk", e);
        }
        catch (SqliteFault e)
        {
            TurnUnsafe(batch, "the transaction could not be committed", e);
        }
    }

    /// <summary>One transaction for all that are not settled; it commits when their bodies are durable.</summary>
    private void Transact(List<WriteRequest> batch)
    {
        var commits = true;
        try
        {
            Begin();
            commits = batch.Count == 1 ? _run.RunAlone(batch[0]) : _run.RunTogether(batch);
            if (!commits && batch.Count > 1)
            {
                Undo();
                Begin();
                foreach (var request in batch) _run.RunSaved(request);
                commits = true;
            }
            if (commits) _transaction.EndBatch();
        }
        finally
        {
            _forcing.End();
        }
        if (!commits)
        {
            _connection.Execute("ROLLBACK");
            return;
        }
        Failpoints.Hit(Failpoints.BeforeCommit);
        _disk.BeforeCommit();
        _connection.Execute("COMMIT");
        Failpoints.Hit(Failpoints.AfterCommit);
    }

    private void Begin()
    {
        _transaction.BeginBatch(_time.GetUtcNow());
        _connection.Execute("BEGIN IMMEDIATE");
    }

    /// <summary>Requests whose bodies found no room are refused; the others are to be run again.</summary>
    private void RefuseBodies(List<WriteRequest> batch, IOException full)
    {
        _forcing.Abandon();
        Undo();
        var refused = batch.FindAll(request => request.Bodies.Any(body => body.IsToAppend));
        Log.NoSpace(_logger, refused.Count);
        WriteRequest.RefuseAll(refused, StoreError.NoSpace, full.Message);
    }

    private void Undo()
    {
        if (!_connection.AutoCommit) _connection.Execute("ROLLBACK");
        _transaction.DropBatch();
    }

    private void Checkpoint(Action checkpoint)
    {
        if (_health.IsUnsafe) return;
        try
        {
            checkpoint();
        }
        catch (SqliteFault e)
        {
            TurnUnsafe([], "the log could not be moved into the database", e);
        }
    }

    private void TurnUnsafe(List<WriteRequest> batch, string reason, Exception exception)
    {
        if (_health.TurnUnsafe(reason)) Log.Unsafe(_logger, reason, exception);
        WriteRequest.RefuseAll(batch, StoreError.Unavailable, reason);
    }
}

/// <param name="CheckpointPages">Pages after which the write-ahead log is moved into the database.</param>
/// <param name="InlineOctets">A batch with so many octets of records at most has them in the database.</param>
internal sealed record GroupWriterLimits(int CheckpointPages, int InlineOctets);
