using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Postamt.Sql.Rows;
using Postamt.Store.Results;

namespace Postamt.Sql.Postgres;

/// <summary>
/// Reads on connections of their own, each on a thread of its own: a question across the network holds up no thread that others wait for.
/// A connection is made when it is first needed, and again after it broke.
/// </summary>
internal sealed class PostgresReaders : IReaders, IDisposable
{
    private const string Begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private readonly PostgresSource _source;
    private readonly ILogger _logger;
    private readonly BlockingCollection<IRead> _waiting = [];
    private readonly List<Thread> _threads = [];

    public PostgresReaders(PostgresSource source, int connections, ILogger logger)
    {
        _source = source;
        _logger = logger;
        for (var i = 0; i < connections; i++)
        {
            var thread = new Thread(Loop) { IsBackground = true, Name = "postamt reader" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    public async ValueTask<StoreResult<T>> ReadAsync<T>(Func<ISqlReader, StoreResult<T>> work, CancellationToken cancellationToken)
    {
        var read = new Read<T>(work, cancellationToken);
        try
        {
            _waiting.Add(read, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return StoreResult<T>.No(StoreError.Unavailable, "the store is closed");
        }
        return await read.Answered;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _waiting.Dispose();
    }

    private void Loop()
    {
        PostgresConnection? connection = null;
        while (TryTake(ref connection, out var read))
        {
            if (!read.IsWanted) continue;
            try
            {
                Run(ref connection, read);
            }
            catch (PostgresFault e)
            {
                Log.ReadFailed(_logger, e);
                Drop(ref connection);
                read.Refuse(e.Message);
            }
        }
        Drop(ref connection);
    }

    /// <summary>The end of the read before travels with the next one; where none waits, it is sent: no connection keeps a snapshot while it is idle.</summary>
    private bool TryTake(ref PostgresConnection? connection, [NotNullWhen(true)] out IRead? read)
    {
        if (_waiting.TryTake(out read)) return true;
        try
        {
            connection?.Flush();
        }
        catch (PostgresFault e)
        {
            Log.ReadFailed(_logger, e);
            Drop(ref connection);
        }
        return _waiting.TryTake(out read, Timeout.Infinite);
    }

    private static void Drop(ref PostgresConnection? connection)
    {
        connection?.Dispose();
        connection = null;
    }

    private void Run(ref PostgresConnection? connection, IRead read)
    {
        // A connection that broke while nobody used it shows with the first question.
        var fresh = connection is null;
        connection ??= _source.OpenReading();
        try
        {
            Run(connection, read);
        }
        catch (PostgresFault e) when (e.IsGone && !fresh && !connection.HasAnswered)
        {
            Drop(ref connection);
            connection = _source.OpenReading();
            Run(connection, read);
        }
    }

    private static void Run(PostgresConnection connection, IRead read)
    {
        connection.Begin(Begin);
        read.Run(connection);
        // Nothing of a read can be lost any more: who asked does not wait for its end.
        read.Answer();
        connection.Post("COMMIT");
    }

    private interface IRead
    {
        bool IsWanted { get; }

        void Run(ISqlReader reader);

        void Answer();

        void Refuse(string detail);
    }

    private sealed class Read<T>(Func<ISqlReader, StoreResult<T>> work, CancellationToken cancellationToken) : IRead
    {
        private readonly TaskCompletionSource<StoreResult<T>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private StoreResult<T> _outcome;
        private Exception? _exception;

        public Task<StoreResult<T>> Answered => _answer.Task;

        public bool IsWanted => !cancellationToken.IsCancellationRequested || !_answer.TrySetCanceled(cancellationToken);

        public void Run(ISqlReader reader)
        {
            try
            {
                _outcome = work(reader);
            }
            catch (Exception e) when (e is not PostgresFault)
            {
                _exception = e;
            }
        }

        public void Answer()
        {
            if (_exception is null) _answer.TrySetResult(_outcome);
            else _answer.TrySetException(_exception);
        }

        public void Refuse(string detail) => _answer.TrySetResult(StoreResult<T>.No(StoreError.Unavailable, detail));
    }
}
