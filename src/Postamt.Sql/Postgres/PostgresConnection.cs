using Npgsql;
using NpgsqlTypes;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>
/// One connection, used by one thread at a time. Posted statements travel with the next question, so that a transaction costs as many
/// round trips as it asks questions. Statements are prepared by the driver when they come again.
/// </summary>
internal sealed class PostgresConnection : ISqlConnection, IDisposable
{
    /// <summary>Posted statements, and octets in their parameters, past which they are sent without waiting for a question.</summary>
    private const int MaxPosted = 512;
    private const int MaxPostedOctets = 1024 * 1024;

    private readonly NpgsqlConnection _connection;
    private NpgsqlBatch _batch;
    private int _octets;
    private bool _warned;

    private PostgresConnection(NpgsqlConnection connection)
    {
        _connection = connection;
        _batch = connection.CreateBatch();
        connection.Notice += (_, notice) => _warned |= notice.Notice.InvariantSeverity == "WARNING";
    }

    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public static PostgresConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return new PostgresConnection(connection);
        }
        catch (Exception e) when (IsFault(e))
        {
            connection.Dispose();
            throw PostgresFault.Of(e);
        }
    }

    /// <summary>
    /// False when the server has committed with a warning. It has one: that a wait for the standby was cancelled, and then what was
    /// committed is on one machine only. Its words are in the server's language, so any warning counts.
    /// </summary>
    /// <exception cref="PostgresFault">Without a SQLSTATE: whether it is committed is not known.</exception>
    public bool Commit()
    {
        Flush();
        _warned = false;
        Execute("COMMIT");
        return !_warned;
    }

    /// <summary>Undoes the transaction and what was posted for it.</summary>
    public void Rollback()
    {
        Clear();
        Execute("ROLLBACK");
    }

    /// <summary>Sends what is posted and waits for its end.</summary>
    public void Flush()
    {
        if (_batch.BatchCommands.Count > 0) Run(static batch => batch.ExecuteNonQuery());
    }

    /// <summary>Runs statements without parameters, separated by semicolons.</summary>
    public void Script(string sql)
    {
        Flush();
        using var command = new NpgsqlCommand(sql, _connection);
        Guard(command, static script => script.ExecuteNonQuery());
    }

    public void Post(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Add(sql, values);
        if (_batch.BatchCommands.Count >= MaxPosted || _octets >= MaxPostedOctets) Flush();
    }

    public int Execute(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var command = Add(sql, values);
        Run(static batch => batch.ExecuteNonQuery());
        return checked((int)command.RecordsAffected);
    }

    public List<T> Query<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
    {
        var rows = Ask(sql, values, int.MaxValue);
        var mapped = new List<T>();
        while (rows.Next()) mapped.Add(map(new SqlRow(rows)));
        return mapped;
    }

    public T? QueryFirst<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
    {
        var rows = Ask(sql, values, 1);
        return rows.Next() ? map(new SqlRow(rows)) : default;
    }

    public long? QueryLong(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var rows = Ask(sql, values, 1);
        return rows.Next() && !rows.IsNull(0) ? rows.Long(0) : null;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _connection.Dispose();
    }

    /// <summary>The only result: nothing that gives rows is ever posted.</summary>
    private PostgresRows Ask(string sql, ReadOnlySpan<SqlValue> values, int most)
    {
        Add(sql, values);
        return Run(batch =>
        {
            using var reader = batch.ExecuteReader();
            return PostgresRows.Read(reader, most);
        });
    }

    private NpgsqlBatchCommand Add(string sql, ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlBatchCommand(PostgresText.Statement(sql));
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        _batch.BatchCommands.Add(command);
        return command;
    }

    private NpgsqlParameter Parameter(in SqlValue value)
    {
        var type = value.Kind switch { SqlKind.Number => NpgsqlDbType.Bigint, SqlKind.Text => NpgsqlDbType.Text, _ => NpgsqlDbType.Bytea };
        if (value.IsNull) return new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value };
        if (value.Kind == SqlKind.Number) return new NpgsqlParameter<long> { NpgsqlDbType = type, TypedValue = value.Number };
        if (value.Kind == SqlKind.Text) return new NpgsqlParameter<string> { NpgsqlDbType = type, TypedValue = PostgresText.Value(value.Text!) };
        _octets += value.Bytes.Length;
        return new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = type, TypedValue = value.Bytes };
    }

    private T Run<T>(Func<NpgsqlBatch, T> run)
    {
        try
        {
            return Guard(_batch, run);
        }
        finally
        {
            Clear();
        }
    }

    private void Clear()
    {
        if (_batch.BatchCommands.Count == 0) return;
        _batch.Dispose();
        _batch = _connection.CreateBatch();
        _octets = 0;
    }

    private static TResult Guard<TCommand, TResult>(TCommand command, Func<TCommand, TResult> run)
    {
        try
        {
            return run(command);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw PostgresFault.Of(e);
        }
    }

    /// <summary>A broken connection shows as one of these; the driver's own wrong use as well, once the connection is closed.</summary>
    private static bool IsFault(Exception e) => e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException or InvalidOperationException { Source: "Npgsql" };
}
