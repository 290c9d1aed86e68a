using System.Runtime.CompilerServices;
using Postamt.Sql.Rows;
using SQLitePCL;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// One connection with its prepared statements, used by one thread at a time. SQLite's own interface is called directly, so that
/// a statement is prepared once and bound without a parameter object.
/// </summary>
internal sealed class SqliteConnection : ISqlConnection, IDisposable
{
    private const int MaxStatements = 512;

    private readonly sqlite3 _database;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceComparer.Instance);

    static SqliteConnection()
    {
        Batteries_V2.Init();
        // Nobody reads SQLite's own count of its memory, which costs a lock with each allocation.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteConnection(sqlite3 database) => _database = database;

    /// <summary>True outside a transaction, also after SQLite undid one by itself.</summary>
    public bool AutoCommit => raw.sqlite3_get_autocommit(_database) != 0;

    /// <summary>Pages written to the write-ahead log since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies pages of the log into the database as far as no reader needs the old ones; how many frames are left.</summary>
    /// <exception cref="SqliteFault">The database could not be written or forced to the disk. What was committed stays committed.</exception>
    public int Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var frames, out var done);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY)) throw Fault(_database, code);
        return Math.Max(0, frames - done);
    }

    /// <param name="cacheKilobytes">Page cache of this connection.</param>
    public static SqliteConnection Open(string path, bool readOnly, int cacheKilobytes)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var database, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var fault = Fault(database, code);
            database.Dispose();
            throw fault;
        }
        raw.sqlite3_extended_result_codes(database, 1);
        var connection = new SqliteConnection(database);
        try
        {
            connection.Script("PRAGMA busy_timeout=5000");
            // FULL: a commit returns after the fsync of the WAL. Memory mapping stays off: a read error of a mapped page is a
            // signal that ends the process, a read error of pread is an answer.
            if (!readOnly) connection.Script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000");
            connection.Script("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA trusted_schema=OFF");
            connection.Script($"PRAGMA cache_size=-{cacheKilobytes}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements without parameters, separated by semicolons.</summary>
    public void Script(string sql)
    {
        var code = raw.sqlite3_exec(_database, sql);
        if (code != raw.SQLITE_OK) throw Fault(_database, code);
    }

    public void Post(string sql, params ReadOnlySpan<SqlValue> values) => Execute(sql, values);

    public void PostRow(string sql, params ReadOnlySpan<SqlValue> values) => Execute(sql, values);

    public int Execute(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Take(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step())
            {
            }
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Give(sql, statement);
        }
    }

    public List<T> Query<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
    {
        var rows = new List<T>();
        var statement = Take(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step()) rows.Add(map(new SqlRow(statement)));
            return rows;
        }
        finally
        {
            Give(sql, statement);
        }
    }

    public T? QueryFirst<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Take(sql);
        try
        {
            statement.Bind(values);
            return statement.Step() ? map(new SqlRow(statement)) : default;
        }
        finally
        {
            Give(sql, statement);
        }
    }

    public long? QueryLong(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Take(sql);
        try
        {
            statement.Bind(values);
            return statement.Step() && !statement.IsNull(0) ? statement.Long(0) : null;
        }
        finally
        {
            Give(sql, statement);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _database.Dispose();
    }

    internal static SqliteFault Fault(sqlite3 database, int code)
    {
        var extended = raw.sqlite3_extended_errcode(database);
        return new SqliteFault((extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(database).utf8_to_string() ?? "");
    }

    private SqliteStatement Take(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= MaxStatements) DropIdle();
            statement = new SqliteStatement(_database, sql);
            _statements[sql] = statement;
        }
        // A map function may run the same text again while the outer query stands on a row.
        return statement.Busy ? new SqliteStatement(_database, sql) : statement;
    }

    private void Give(string sql, SqliteStatement statement)
    {
        statement.Reset();
        if (!_statements.TryGetValue(sql, out var kept) || kept != statement) statement.Dispose();
    }

    private void DropIdle()
    {
        foreach (var (sql, statement) in _statements.Where(pair => !pair.Value.Busy).ToList())
        {
            statement.Dispose();
            _statements.Remove(sql);
        }
    }

    private sealed class ReferenceComparer : IEqualityComparer<string>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode(string text) => RuntimeHelpers.GetHashCode(text);
    }
}
