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
    /// <summary>How long a request stands in the database's line, while nobody else is written.</summary>
    private const string ShortlyText = "SET LOCAL lock_timeout = 20";
    private const string AsEverText = "SET LOCAL lock_timeout = 0";

    /// <summary>After so long a request whose account another node has is told to come again.</summary>
    private static readonly TimeSpan HeldLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A request that waited so long for a database that was away is not begun any more: who made it may have hung up, have found that it was not done, and have done it elsewhere. One that finds out by itself
    /// that it was done is.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

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
        _loop = new WriteLoop(WriteBatch, Fail, () => { });
        _loop.Start();
    }

    public ValueTask<StoreResult<T>> WriteAsync<T>(
        WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable = false, Foreseen? foreseen = null) =>
        _loop.AddAsync(new WriteRequest<T>(kind, bodies, work, repeatable, foreseen) { MadeAt = _time.GetTimestamp() });

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

    private void WriteBatch(List<WriteRequest> batch)
    {
        var held = Write(batch, mayRepeat: true, Locking.Skip);
        if (held.Count == batch.Count || held.Exists(request => request.Holding.IsRipe)) held = Write(held, mayRepeat: true, Locking.WaitShortly);
        if (held.Count == 0) return;
        var late = held.FindAll(request => _time.GetElapsedTime(request.Holding.Since) > HeldLimit);
        WriteRequest.RefuseAll(late, StoreError.Unavailable, "another node has the account");
        var again = held.Except(late).ToList();
        if (_loop.TryReturn(again)) batch.RemoveAll(again.Contains);
        else WriteRequest.RefuseAll(again, StoreError.Unavailable, "the store is closed");
    }

    /// <param name="mayRepeat">False for the second attempt after a lost connection.</param>
    /// <returns>Those that are not written, because another node has their accounts.</returns>
    private List<WriteRequest> Write(List<WriteRequest> batch, bool mayRepeat, Locking locking)
    {
        try
        {
            _connection ??= _source.OpenWriting();
            batch = InTime(batch);
            return batch.Count == 0 ? [] : Attempt(_connection, batch, mayRepeat: true, locking);
        }
        catch (PostgresFault e) when (e.IsGone)
        {
            Drop();
            Log.ServerGone(_logger, e);
            if (mayRepeat) return Write(batch, mayRepeat: false, locking);
            WriteRequest.RefuseAll(batch, StoreError.Unavailable, e.Message);
        }
        catch (PostgresFault e)
        {
            Undo();
            if (batch.Count > 1) return Halve(batch, mayRepeat, locking);
            Settle(batch[0], e, mayRepeat);
        }
        return [];
    }

    private List<WriteRequest> InTime(List<WriteRequest> batch)
    {
        var late = batch.FindAll(request => !request.Repeatable && _time.GetElapsedTime(request.MadeAt) > LongestWait);
        if (late.Count == 0) return batch;
        Log.TooLate(_logger, late.Count);
        WriteRequest.RefuseAll(late, StoreError.Unavailable, "the database was away for too long");
        return [.. batch.Except(late)];
    }

    private List<WriteRequest> Halve(List<WriteRequest> batch, bool mayRepeat, Locking locking)
    {
        var half = batch.Count / 2;
        return [.. Write(batch[..half], mayRepeat, locking), .. Write(batch[half..], mayRepeat, locking)];
    }

    private void Settle(WriteRequest request, PostgresFault fault, bool mayRepeat)
    {
        if (fault.IsConflict && mayRepeat) Write([request], mayRepeat: false, Locking.Wait);
        else if (fault.IsOurs) request.Fault(fault);
        else request.Refuse(fault.IsFull ? StoreError.NoSpace : StoreError.Unavailable, fault.Message);
        if (fault.IsFull) Log.NoSpace(_logger, 1);
        else if (!fault.IsConflict) Log.WorkFailed(_logger, fault);
    }

    /// <param name="mayRepeat">A commit of unknown outcome may be followed by one more attempt.</param>
    /// <returns>As above.</returns>
    private List<WriteRequest> Attempt(PostgresConnection connection, List<WriteRequest> batch, bool mayRepeat, Locking locking)
    {
        _transaction ??= new WriteTransaction(connection, new ChunkBlobs());
        Begin(connection, _transaction);
        if (!TryForesee(connection, _transaction, batch, locking, out var held)) return held;
        Commit(connection, _transaction, held.Count == 0 ? batch : [.. batch.Except(held)], mayRepeat);
        return held;
    }

    /// <returns>False when nothing of the batch is to be had now.</returns>
    private bool TryForesee(PostgresConnection connection, WriteTransaction transaction, List<WriteRequest> batch, Locking locking, out List<WriteRequest> held)
    {
        held = [];
        if (locking == Locking.WaitShortly) connection.Post(ShortlyText);
        try
        {
            var busy = Foresight.Load(connection, transaction, batch, locking != Locking.Skip);
            if (locking == Locking.WaitShortly) connection.Post(AsEverText);
            if (busy.Count == 0) return true;
            held = batch.FindAll(request => request.Foreseen is { } foreseen && foreseen.Filings.Any(filing => busy.Contains(filing.Account)));
            foreach (var request in held) request.Holding.Skip(_time.GetTimestamp());
            if (held.Count < batch.Count) return true;
            Undo();
            return false;
        }
        catch (PostgresFault e) when (e.IsHeld)
        {
            Undo();
            held = batch;
            foreach (var request in held) request.Holding.StandBack();
            return false;
        }
    }

    private void Begin(PostgresConnection connection, WriteTransaction transaction)
    {
        transaction.BeginBatch(_time.GetUtcNow());
        connection.Begin("BEGIN");
    }

    private void Commit(PostgresConnection connection, WriteTransaction transaction, List<WriteRequest> batch, bool mayRepeat)
    {
        // After an error of a statement the transaction is over: whose it was is found by halves.
        var run = new BatchRun(connection, transaction, e => e is PostgresFault, _logger);
        if (!run.RunTogether(batch))
        {
            transaction.DropBatch();
            connection.Rollback();
            Begin(connection, transaction);
            foreach (var request in batch) run.RunSaved(request);
        }
        transaction.EndBatch();
        connection.Flush();
        Failpoints.Hit(Failpoints.BeforeCommit);
        if (Commit(connection, batch, mayRepeat)) transaction.Announce(_bus, e => Log.ListenerFailed(_logger, e));
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
            // What may be written already is looked for, however long ago it was asked for.
            Attempt(_connection ??= _source.OpenWriting(), batch, mayRepeat: false, Locking.Wait);
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

    /// <summary>What becomes of requests whose accounts another node has.</summary>
    private enum Locking
    {
        Skip,
        WaitShortly,
        Wait,
    }
}
