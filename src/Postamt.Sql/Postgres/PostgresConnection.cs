using Npgsql;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;

namespace Postamt.Sql.Postgres;

/// <summary>
/// One connection, used by one thread at a time. Posted statements travel with the next question, so that a transaction costs as many
/// round trips as it asks questions. Statements are prepared by the driver when they come again.
/// </summary>
internal sealed class PostgresConnection : ISqlConnection, IDisposable
{
    /// <summary>Posted statements, and octets in their parameters, past which they are sent without waiting for a question.</summary>
    private const int MaxPosted = 512;
    private const int LargestInRows = 8 * 1024;
    private const int MaxPostedOctets = 8 * 1024 * 1024;

    private readonly NpgsqlConnection _connection;
    private readonly List<PostedRows> _posted = [];
    private readonly Dictionary<string, PostedRows> _rows = new(ReferenceEqualityComparer.Instance);
    private NpgsqlBatch _batch;
    private int _octets;
    private bool _warned;

    private PostgresConnection(NpgsqlConnection connection)
    {
        _connection = connection;
        _batch = connection.CreateBatch();
        connection.Notice += (_, notice) => _warned |= notice.Notice.InvariantSeverity == "WARNING";
    }

    /// <summary>The server has answered something since the transaction began.</summary>
    public bool HasAnswered { get; private set; }

    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public static PostgresConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return new PostgresConnection(connection);
        }
        catch (Exception e) when (PostgresFault.Is(e))
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
        return !_warned || Omissions.Has(Omissions.StandbyWarning);
    }

    /// <summary>Posts the beginning of a transaction.</summary>
    public void Begin(string statement)
    {
        HasAnswered = false;
        Post(statement);
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

    public void PostRow(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var octets = 0;
        foreach (var value in values) octets += value.Bytes.Length;
        _octets += octets;
        // An array of large values is copied several times on its way: such a row goes by itself.
        if (octets > LargestInRows) _batch.BatchCommands.Add(Command(sql, values));
        else RowsOf(sql).Add(values);
        if (_octets >= MaxPostedOctets) Flush();
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

    /// <summary>Asks several questions at once; their results in that order.</summary>
    public List<PostgresRows> AskAll(IReadOnlyList<(string Sql, NpgsqlParameter[] Parameters)> questions)
    {
        foreach (var (sql, parameters) in questions)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            _batch.BatchCommands.Add(command);
        }
        return Run(batch =>
        {
            using var reader = batch.ExecuteReader();
            var results = new List<PostgresRows>(questions.Count);
            do results.Add(PostgresRows.Read(reader, int.MaxValue));
            while (reader.NextResult());
            return results;
        });
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

    /// <summary>A statement at its place: rows posted after it are not sent before it.</summary>
    private NpgsqlBatchCommand Add(string sql, ReadOnlySpan<SqlValue> values)
    {
        var command = Command(sql, values);
        foreach (var value in values) _octets += value.Bytes.Length;
        _batch.BatchCommands.Add(command);
        _rows.Clear();
        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlBatchCommand(PostgresText.Statement(sql));
        foreach (var value in values) command.Parameters.Add(PostgresValue.Parameter(value));
        return command;
    }

    private PostedRows RowsOf(string sql)
    {
        if (_rows.TryGetValue(sql, out var rows)) return rows;
        var command = new NpgsqlBatchCommand();
        _batch.BatchCommands.Add(command);
        rows = new PostedRows(sql, command);
        _rows.Add(sql, rows);
        _posted.Add(rows);
        return rows;
    }

    private T Run<T>(Func<NpgsqlBatch, T> run)
    {
        try
        {
            foreach (var rows in _posted) rows.Complete();
            var result = Guard(_batch, run);
            HasAnswered = true;
            return result;
        }
        finally
        {
            Clear();
        }
    }

    private void Clear()
    {
        _rows.Clear();
        _posted.Clear();
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
        catch (Exception e) when (PostgresFault.Is(e))
        {
            throw PostgresFault.Of(e);
        }
    }
}
