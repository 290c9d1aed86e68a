using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Sql.Segments;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite.Writing;

/// <summary>
/// The one writer of the embedded engine, on a thread of its own. It takes all waiting requests, appends their bodies, forces them
/// to the disk, runs one transaction with a savepoint a request, commits (an fsync of the WAL) and answers them all.
/// Invariants: the database never points at bytes that are not durable; nothing is answered Ok before the commit returned; after an
/// error that leaves the disk's content unknown nothing is answered Ok at all.
/// </summary>
internal sealed class GroupWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SegmentLog _segments;
    private readonly DiskAccess _disk;
    private readonly IChangeBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EngineHealth _health;
    private readonly WriteLanes _lanes = new();
    private readonly WriteTransaction _transaction;
    private readonly Checkpoints _checkpoints;
    private readonly Thread _thread;

    public GroupWriter(SqliteConnection connection, SegmentLog segments, DiskAccess disk, IChangeBus bus, TimeProvider time, EngineHealth health, ILogger logger, int checkpointPages)
    {
        _connection = connection;
        _segments = segments;
        _disk = disk;
        _bus = bus;
        _time = time;
        _health = health;
        _logger = logger;
        _transaction = new WriteTransaction(connection);
        _checkpoints = new Checkpoints(connection, checkpointPages, logger);
        connection.Script("PRAGMA wal_autocheckpoint=0");
        _thread = new Thread(Loop) { IsBackground = true, Name = "postamt writer" };
        _thread.Start();
    }

    /// <summary>
    /// Not cancellable. Unavailable when the engine cannot write, NoSpace when the disk is full; otherwise what the work answers; an
    /// exception of the work comes back to the caller, its changes undone. The work runs on the writer's thread and must be short.
    /// </summary>
    public ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work)
    {
        if (_health.IsUnsafe) return new(StoreResult<T>.No(StoreError.Unavailable, "the engine is unsafe"));
        var request = new WriteRequest<T>(kind, bodies, work);
        return _lanes.TryAdd(request) ? new(request.Answered) : new(StoreResult<T>.No(StoreError.Unavailable, "the store is closed"));
    }

    public ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, Func<WriteTransaction, StoreResult<T>> work) => WriteAsync(kind, [], work);

    /// <summary>The same for work written with tasks; it must await nothing but what completes at once.</summary>
    public ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, Func<WriteTransaction, ValueTask<StoreResult<T>>> work) =>
        WriteAsync(kind, [], transaction => Completed.Value(work(transaction)));

    /// <summary>Writes what waits, then stops.</summary>
    public void Dispose()
    {
        _lanes.Close();
        if (Thread.CurrentThread != _thread) _thread.Join();
    }

    private void Loop()
    {
        var batch = new List<WriteRequest>(WriteLanes.MaxBatch);
        while (_lanes.Take(batch))
        {
            try
            {
                Write(batch);
            }
            catch (Exception e)
            {
                TurnUnsafe(batch, "the writer failed", e);
            }
            Failpoints.Hit(Failpoints.BeforeAnswer);
            foreach (var request in batch) request.Answer();
            batch.Clear();
            Checkpoint(_checkpoints.AfterBatch);
        }
    }

    private void Write(List<WriteRequest> batch)
    {
        if (_health.IsUnsafe)
        {
            RefuseAll(batch, StoreError.Unavailable, "the engine is unsafe");
            return;
        }
        if (!AppendBodies(batch)) return;
        _transaction.BeginBatch(_time.GetUtcNow());
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var request in batch)
            {
                if (!request.Settled) Run(request);
            }
            Failpoints.Hit(Failpoints.BeforeCommit);
            _disk.BeforeCommit();
            _connection.Execute("COMMIT");
            Failpoints.Hit(Failpoints.AfterCommit);
        }
        catch (SqliteFault e) when (e.IsFull)
        {
            if (!_connection.AutoCommit) _connection.Execute("ROLLBACK");
            Log.NoSpace(_logger, batch.Count);
            RefuseAll(batch, StoreError.NoSpace, e.Message);
            Checkpoint(_checkpoints.AfterNoSpace);
            return;
        }
        catch (Exception e) when (e is SqliteFault or IOException)
        {
            TurnUnsafe(batch, "the transaction could not be committed", e);
            return;
        }
        _transaction.Announce(_bus, e => Log.ListenerFailed(_logger, e));
    }

    /// <summary>False when the engine turned unsafe. Requests whose bodies found no room are refused, the others go on.</summary>
    private bool AppendBodies(List<WriteRequest> batch)
    {
        var contents = new BatchContents(_segments);
        try
        {
            foreach (var body in batch.SelectMany(request => request.Bodies).Where(body => body.IsToAppend)) contents.Append(body);
            if (contents.IsEmpty) return true;
            _segments.Sync();
            Failpoints.Hit(Failpoints.AfterDataSync);
            return true;
        }
        catch (IOException e) when (DiskAccess.IsNoSpace(e))
        {
            _segments.Abandon();
            var refused = batch.Where(request => request.Bodies.Any(body => body.IsToAppend)).ToList();
            Log.NoSpace(_logger, refused.Count);
            RefuseAll(refused, StoreError.NoSpace, e.Message);
            return true;
        }
        catch (IOException e)
        {
            TurnUnsafe(batch, "a body could not be forced to the disk", e);
            return false;
        }
    }

    private void Run(WriteRequest request)
    {
        _transaction.BeginRequest();
        _connection.Execute("SAVEPOINT request");
        try
        {
            if (request.Run(_transaction))
            {
                _connection.Execute("RELEASE request");
                return;
            }
        }
        catch (SqliteFault e) when (e.IsFull || e.IsUnsafe)
        {
            // SQLite may have undone the whole transaction by itself: the batch ends here.
            throw;
        }
        catch (Exception e)
        {
            Log.WorkFailed(_logger, e);
            request.Fault(e);
        }
        _transaction.DropRequest();
        _connection.Execute("ROLLBACK TO request");
        _connection.Execute("RELEASE request");
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
        RefuseAll(batch, StoreError.Unavailable, reason);
    }

    private static void RefuseAll(List<WriteRequest> batch, StoreError error, string detail)
    {
        foreach (var request in batch) request.Refuse(error, detail);
    }
}
