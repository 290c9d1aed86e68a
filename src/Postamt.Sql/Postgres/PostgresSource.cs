using Npgsql;

namespace Postamt.Sql.Postgres;

/// <summary>
/// Where the database is, with what the engine needs of each connection, whatever the operator's connection string says: no pool of the
/// driver's own, no second attempt behind our back, and a command that does not answer breaks its connection.
/// </summary>
internal sealed class PostgresSource
{
    /// <summary>An unanswered command, COMMIT above all, is given up after so many seconds; what it did is then looked up.</summary>
    private const int AnswerSeconds = 20;

    /// <summary>
    /// Each statement of a write finds its rows by an index. A plan made while a table was empty would go on reading all of it when it is
    /// large, and one made anew for each batch costs more than the batch.
    /// </summary>
    private const string ByIndex = " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    /// <summary>A node that stands still in the middle of a transaction keeps no account from the others for longer; a COMMIT is not the middle.</summary>
    private const string GivenUp = " -c idle_in_transaction_session_timeout=10000";

    private readonly string _reading;
    private readonly string _writing;
    private readonly string _telling;
    private readonly string _listening;

    /// <param name="connectionString">Keys and values as Npgsql takes them: "Host=…;Database=…;Username=…".</param>
    /// <exception cref="DatabaseException">It cannot be understood; the message is a sentence.</exception>
    public PostgresSource(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("it names no Host");
            Place = $"{builder.Database ?? builder.Username} at {builder.Host}:{builder.Port}";
            builder.ApplicationName ??= "postamt";
            builder.Pooling = false;
            builder.Enlist = false;
            builder.Multiplexing = false;
            builder.IncludeErrorDetail = false;
            builder.CommandTimeout = AnswerSeconds;
            builder.CancellationTimeout = -1;
            builder.Timeout = 10;
            builder.TcpKeepAlive = true;
            builder.MaxAutoPrepare = 400;
            builder.AutoPrepareMinUsages = 2;
            builder.ReadBufferSize = 32 * 1024;
            builder.WriteBufferSize = 32 * 1024;
            var given = builder.Options;
            builder.Options = Settings(given, "");
            _reading = builder.ConnectionString;
            builder.Options = Settings(given, " -c synchronous_commit=on" + GivenUp + ByIndex);
            _writing = builder.ConnectionString;
            builder.Options = Settings(given, " -c synchronous_commit=off");
            _telling = builder.ConnectionString;
            // A connection that only waits finds out that its server is gone by asking.
            builder.KeepAlive = 5;
            _listening = builder.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new DatabaseException($"The database option is not a connection string ({e.Message}); give one such as \"Host=127.0.0.1;Database=postamt;Username=postamt\".", e);
        }
    }

    /// <summary>Database and server, for sentences: never the password.</summary>
    public string Place { get; }

    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public PostgresConnection OpenReading() => PostgresConnection.Open(_reading);

    /// <summary>One whose commits wait for the disk and, where there are, for the standbys.</summary>
    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public PostgresConnection OpenWriting() => PostgresConnection.Open(_writing);

    /// <summary>One whose commits wait for nothing: what it says may be lost.</summary>
    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public PostgresConnection OpenTelling() => PostgresConnection.Open(_telling);

    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public Task<ListeningConnection> ListenAsync(IReadOnlyList<string> channels, Action<string, string> hear, CancellationToken cancellationToken) =>
        ListeningConnection.OpenAsync(_listening, channels, hear, cancellationToken);

    // No timeout of the server may cut a commit's wait short.
    private static string Settings(string? given, string more) =>
        $"{given} -c statement_timeout=0 -c jit=off{more}".TrimStart();
}
