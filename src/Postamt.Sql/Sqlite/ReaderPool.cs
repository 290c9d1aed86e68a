using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postamt.Sql.Rows;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Connections for reading. Each read sees one moment of the database (a read transaction) and runs on the caller's thread;
/// a caller past the limit waits for a connection without holding a thread.
/// </summary>
internal sealed class ReaderPool : IReaders, IDisposable
{
    private const int CacheKilobytes = 16 * 1024;

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _closed;

    public ReaderPool(string path, int connections, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _places = new SemaphoreSlim(connections, connections);
    }

    public async ValueTask<StoreResult<T>> ReadAsync<T>(Func<ISqlReader, StoreResult<T>> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        SqliteConnection? connection = null;
        try
        {
            if (_closed) return StoreResult<T>.No(StoreError.Unavailable, "the store is closed");
            if (!_idle.TryTake(out connection)) connection = SqliteConnection.Open(_path, readOnly: true, CacheKilobytes);
            connection.Execute("BEGIN");
            var result = work(connection);
            connection.Execute("COMMIT");
            return result;
        }
        catch (SqliteFault e)
        {
            Log.ReadFailed(_logger, e);
            return StoreResult<T>.No(StoreError.Unavailable, e.Message);
        }
        finally
        {
            Give(connection);
            _places.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }

    private void Give(SqliteConnection? connection)
    {
        if (connection is null) return;
        try
        {
            if (!connection.AutoCommit) connection.Execute("ROLLBACK");
        }
        catch (SqliteFault e)
        {
            Log.ReadFailed(_logger, e);
            connection.Dispose();
            return;
        }
        if (_closed) connection.Dispose();
        else _idle.Add(connection);
    }
}
