using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Postgres;

/// <summary>
/// The writer of this process, on a thread and a connection of its own. It takes all waiting requests into one transaction with a
/// savepoint a request, commits and answers them all. A batch whose statements fail is run again in halves until the request at fault
/// stands alone; one that lost its server before COMMIT is run again on a new connection.
/// Invariant: nothing is answered Ok before a COMMIT came back without a warning. A COMMIT of unknown outcome is never taken for one:
/// what can be repeated is run again, finds what it wrote, and is answered by a commit of its own; the rest is told Unavailable.
/// </summary>
internal sealed class PostgresWriter : IWriter, IDisposable
{
    private readonly PostgresSource _source;
    private readonly IChangeBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WriteLanes _lanes = new();
    private readonly Thread _thread;
    private PostgresConnection? _connection;
    private WriteTransaction? _transaction;

    public PostgresWriter(PostgresSource source, IChangeBus bus, TimeProvider time, ILogger logger)
    {
        _source = source;
        _bus = bus;
        _time = time;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "postamt writer" };
        _thread.Start();
    }

    public ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable = false)
    {
        var request = new WriteRequest<T>(kind, bodies, work, repeatable);
        return _lanes.TryAdd(request) ? new(request.Answered) : new(StoreResult<T>.No(StoreError.Unavailable, "the store is closed"));
    }

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
                Write(batch, mayRepeat: true);
            }
            catch (Exception e)
            {
                Log.WorkFailed(_logger, e);
                Drop();
                RefuseAll(batch, StoreError.Unavailable, e.Message);
            }
            Failpoints.Hit(Failpoints.BeforeAnswer);
            foreach (var request in batch) request.Answer();
            batch.Clear();
        }
        Drop();
    }

    /// <param name="mayRepeat">False for the second attempt after a lost connection.</param>
    private void Write(List<WriteRequest> batch, bool mayRepeat)
    {
        try
        {
            Attempt(batch, mayRepeat: true);
        }
        catch (PostgresFault e) when (e.IsGone)
        {
            Drop();
            Log.ServerGone(_logger, e);
            if (mayRepeat) Write(batch, mayRepeat: false);
            else RefuseAll(batch, StoreError.Unavailable, e.Message);
        }
        catch (PostgresFault e)
        {
            Undo();
            if (batch.Count > 1) Halve(batch, mayRepeat);
            else Settle(batch[0], e, mayRepeat);
        }
    }

    private void Halve(List<WriteRequest> batch, bool mayRepeat)
    {
        var half = batch.Count / 2;
        Write(batch[..half], mayRepeat);
        Write(batch[half..], mayRepeat);
    }

    private void Settle(WriteRequest request, PostgresFault fault, bool mayRepeat)
    {
        if (fault.IsConflict && mayRepeat) Write([request], mayRepeat: false);
        else if (fault.IsConflict) request.Refuse(StoreError.Unavailable, fault.Message);
        else if (fault.IsOurs) request.Fault(fault);
        else request.Refuse(fault.IsFull ? StoreError.NoSpace : StoreError.Unavailable, fault.Message);
        if (fault.IsFull) Log.NoSpace(_logger, 1);
        else if (!fault.IsConflict) Log.WorkFailed(_logger, fault);
    }

    /// <param name="mayRepeat">A commit of unknown outcome may be followed by one more attempt.</param>
    private void Attempt(List<WriteRequest> batch, bool mayRepeat)
    {
        _connection ??= _source.OpenWriting();
        _transaction ??= new WriteTransaction(_connection, new ChunkBlobs());
        _transaction.BeginBatch(_time.GetUtcNow());
        _connection.Post("BEGIN");
        foreach (var request in batch)
        {
            if (!request.Settled) Run(_connection, _transaction, request);
        }
        _connection.Flush();
        Failpoints.Hit(Failpoints.BeforeCommit);
        if (Commit(_connection, batch, mayRepeat)) _transaction.Announce(_bus, e => Log.ListenerFailed(_logger, e));
    }

    private void Run(PostgresConnection connection, WriteTransaction transaction, WriteRequest request)
    {
        transaction.BeginRequest();
        connection.Post("SAVEPOINT request");
        try
        {
            if (request.Run(transaction))
            {
                connection.Post("RELEASE request");
                return;
            }
        }
        catch (PostgresFault)
        {
            // The transaction is over: whose statement it was is found by halves.
            throw;
        }
        catch (Exception e)
        {
            Log.WorkFailed(_logger, e);
            request.Fault(e);
        }
        transaction.DropRequest();
        connection.Post("ROLLBACK TO request");
        connection.Post("RELEASE request");
    }

    /// <summary>False when the batch was answered otherwise.</summary>
    private bool Commit(PostgresConnection connection, List<WriteRequest> batch, bool mayRepeat)
    {
        bool durable;
        try
        {
            durable = connection.Commit();
        }
        catch (PostgresFault e) when (e.IsGone)
        {
            Log.OutcomeUnknown(_logger, batch.Count, e);
            Forget(batch, mayRepeat, e.Message);
            return false;
        }
        if (!durable)
        {
            Log.CommittedAlone(_logger, batch.Count);
            Forget(batch, mayRepeat, "the change is not on a second machine");
            return false;
        }
        Failpoints.Hit(Failpoints.AfterCommit);
        return true;
    }

    /// <summary>What this commit did is not to be relied on: repeatable requests run again and commit by themselves.</summary>
    private void Forget(List<WriteRequest> batch, bool mayRepeat, string detail)
    {
        _transaction!.DropBatch();
        Drop();
        var again = batch.FindAll(request => !request.Settled && mayRepeat && request.Repeatable);
        RefuseAll(batch.FindAll(request => !request.Settled && !(mayRepeat && request.Repeatable)), StoreError.Unavailable, detail);
        if (again.Count > 0) Repeat(again, detail);
    }

    private void Repeat(List<WriteRequest> batch, string detail)
    {
        try
        {
            Attempt(batch, mayRepeat: false);
        }
        catch (PostgresFault e)
        {
            Drop();
            RefuseAll(batch, StoreError.Unavailable, $"{detail}; {e.Message}");
        }
    }

    private void Undo()
    {
        _transaction?.DropBatch();
        try
        {
            _connection?.Rollback();
        }
        catch (PostgresFault e)
        {
            Log.ServerGone(_logger, e);
            Drop();
        }
    }

    private void Drop()
    {
        _transaction?.DropBatch();
        _transaction = null;
        _connection?.Dispose();
        _connection = null;
    }

    private static void RefuseAll(List<WriteRequest> batch, StoreError error, string detail)
    {
        foreach (var request in batch) request.Refuse(error, detail);
    }
}
