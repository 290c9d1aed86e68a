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
    private readonly WriteLoop _loop;
    private PostgresConnection? _connection;
    private WriteTransaction? _transaction;

    public PostgresWriter(PostgresSource source, IChangeBus bus, TimeProvider time, ILogger logger)
    {
        _source = source;
        _bus = bus;
        _time = time;
        _logger = logger;
        _loop = new WriteLoop(batch => Write(batch, mayRepeat: true), Fail, () => { });
        _loop.Start();
    }

    public ValueTask<StoreResult<T>> WriteAsync<T>(
        WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable = false, Foreseen? foreseen = null) =>
        _loop.AddAsync(new WriteRequest<T>(kind, bodies, work, repeatable, foreseen));

    /// <summary>Writes what waits, then stops.</summary>
    public void Dispose()
    {
        if (_loop.Stop()) Drop();
    }

    private void Fail(List<WriteRequest> batch, Exception exception)
    {
        Log.WorkFailed(_logger, exception);
        Drop();
        WriteRequest.RefuseAll(batch, StoreError.Unavailable, exception.Message);
    }

    /// <param name="mayRepeat">False for the second attempt after a lost connection.</param>
    /// <param name="waits">For accounts another node has; otherwise their requests come after the others, in a transaction of their own.</param>
    private void Write(List<WriteRequest> batch, bool mayRepeat, bool waits = false)
    {
        List<WriteRequest> later = [];
        try
        {
            later = Attempt(batch, mayRepeat: true, waits);
        }
        catch (PostgresFault e) when (e.IsGone)
        {
            Drop();
            Log.ServerGone(_logger, e);
            if (mayRepeat) Write(batch, mayRepeat: false, waits);
            else WriteRequest.RefuseAll(batch, StoreError.Unavailable, e.Message);
        }
        catch (PostgresFault e)
        {
            Undo();
            if (batch.Count > 1) Halve(batch, mayRepeat);
            else Settle(batch[0], e, mayRepeat);
        }
        if (later.Count > 0) Write(later, mayRepeat, waits: true);
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
        else if (fault.IsOurs) request.Fault(fault);
        else request.Refuse(fault.IsFull ? StoreError.NoSpace : StoreError.Unavailable, fault.Message);
        if (fault.IsFull) Log.NoSpace(_logger, 1);
        else if (!fault.IsConflict) Log.WorkFailed(_logger, fault);
    }

    /// <param name="mayRepeat">A commit of unknown outcome may be followed by one more attempt.</param>
    /// <returns>Those that are still to be written, because another node has their accounts; none when it waits for them.</returns>
    private List<WriteRequest> Attempt(List<WriteRequest> batch, bool mayRepeat, bool waits)
    {
        _connection ??= _source.OpenWriting();
        _transaction ??= new WriteTransaction(_connection, new ChunkBlobs());
        Begin(_connection, _transaction);
        var busy = Foresight.Load(_connection, _transaction, batch, waits);
        var later = busy.Count == 0 ? [] : batch.FindAll(request => request.Foreseen is { } foreseen && foreseen.Filings.Any(filing => busy.Contains(filing.Account)));
        Commit(_connection, _transaction, later.Count == 0 ? batch : [.. batch.Except(later)], mayRepeat);
        return later;
    }

    private void Begin(PostgresConnection connection, WriteTransaction transaction)
    {
        transaction.BeginBatch(_time.GetUtcNow());
        connection.Begin("BEGIN");
    }

    private void Commit(PostgresConnection connection, WriteTransaction transaction, List<WriteRequest> batch, bool mayRepeat)
    {
        // Without savepoints: hardly ever is one to be undone, and then all run again.
        if (!batch.TrueForAll(request => request.Settled || Run(transaction, request, isSaved: false)))
        {
            transaction.DropBatch();
            connection.Rollback();
            Begin(connection, transaction);
            foreach (var request in batch) RunSaved(connection, transaction, request);
        }
        transaction.EndBatch();
        connection.Flush();
        Failpoints.Hit(Failpoints.BeforeCommit);
        if (Commit(connection, batch, mayRepeat)) transaction.Announce(_bus, e => Log.ListenerFailed(_logger, e));
    }

    private void RunSaved(PostgresConnection connection, WriteTransaction transaction, WriteRequest request)
    {
        if (request.Settled) return;
        connection.Post("SAVEPOINT request");
        if (!Run(transaction, request, isSaved: true)) connection.Post("ROLLBACK TO request");
        connection.Post("RELEASE request");
    }

    /// <summary>False when what it wrote is to be undone.</summary>
    /// <param name="isSaved">It alone can be undone: it shares nothing with others, and what it throws is its outcome.</param>
    private bool Run(WriteTransaction transaction, WriteRequest request, bool isSaved)
    {
        var shares = request.Foreseen is not null && !isSaved;
        try
        {
            transaction.BeginRequest(shares);
            if (request.Run(transaction))
            {
                transaction.EndRequest(shares);
                return true;
            }
        }
        catch (PostgresFault)
        {
            // The transaction is over: whose statement it was is found by halves.
            throw;
        }
        catch (Exception e) when (isSaved)
        {
            Log.WorkFailed(_logger, e);
            request.Fault(e);
        }
        catch (Exception)
        {
            // It runs again, saved.
            return false;
        }
        transaction.DropRequest();
        return false;
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
        WriteRequest.RefuseAll(batch.FindAll(request => !request.Settled && !(mayRepeat && request.Repeatable)), StoreError.Unavailable, detail);
        if (again.Count > 0) Repeat(again, detail);
    }

    private void Repeat(List<WriteRequest> batch, string detail)
    {
        try
        {
            Attempt(batch, mayRepeat: false, waits: true);
        }
        catch (PostgresFault e)
        {
            Drop();
            WriteRequest.RefuseAll(batch, StoreError.Unavailable, $"{detail}; {e.Message}");
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
}
