using Postamt.Sql.Rows;
using SQLitePCL;

namespace Postamt.Sql.Sqlite;

/// <summary>A prepared statement, used again and again by one connection. Not thread-safe.</summary>
internal sealed class SqliteStatement : ISqlColumns, IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>SQLite numbers $n by first appearance; this maps its index to n.</summary>
    private readonly int[] _order;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        var code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (code != raw.SQLITE_OK) throw SqliteConnection.Fault(database, code);
        _order = new int[raw.sqlite3_bind_parameter_count(_statement)];
        for (var i = 0; i < _order.Length; i++)
        {
            var name = raw.sqlite3_bind_parameter_name(_statement, i + 1).utf8_to_string();
            _order[i] = int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) - 1;
        }
    }

    /// <summary>Between the first step and the reset.</summary>
    public bool Busy { get; private set; }

    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            if (_order[i] >= values.Length) throw new ArgumentException($"parameter ${_order[i] + 1} has no value", nameof(values));
            var code = Bind(i + 1, values[_order[i]]);
            if (code != raw.SQLITE_OK) throw SqliteConnection.Fault(_database, code);
        }
    }

    /// <summary>True when it stands on a row.</summary>
    public bool Step()
    {
        Busy = true;
        var code = raw.sqlite3_step(_statement);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw SqliteConnection.Fault(_database, code),
        };
    }

    public void Reset()
    {
        // The code of a reset repeats the error of the last step, which was thrown there.
        _ = raw.sqlite3_reset(_statement);
        Busy = false;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private int Bind(int index, in SqlValue value) => value.Kind switch
    {
        _ when value.IsNull => raw.sqlite3_bind_null(_statement, index),
        SqlKind.Number => raw.sqlite3_bind_int64(_statement, index, value.Number),
        SqlKind.Text => raw.sqlite3_bind_text(_statement, index, value.Text!),
        SqlKind.Bytes when value.Bytes.IsEmpty => raw.sqlite3_bind_zeroblob(_statement, index, 0),
        _ => raw.sqlite3_bind_blob(_statement, index, value.Bytes.Span),
    };
}
