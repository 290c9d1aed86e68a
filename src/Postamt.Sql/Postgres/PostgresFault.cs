using Npgsql;

namespace Postamt.Sql.Postgres;

/// <summary>PostgreSQL answered an error, or did not answer. The SQLSTATE says what it means for the engine.</summary>
internal sealed class PostgresFault : Exception
{
    /// <summary>idle_in_transaction_session_timeout.</summary>
    private const string GivenUp = "25P03";

    private PostgresFault(string? state, string message, Exception inner) : base(message, inner) => State = state;

    /// <summary>Null when the connection broke.</summary>
    public string? State { get; }

    /// <summary>53100: the server's disk is full.</summary>
    public bool IsFull => State == PostgresErrorCodes.DiskFull;

    /// <summary>A rule of the schema broken, a value or a statement that cannot be: a fault of ours and not of the server.</summary>
    public bool IsOurs => State is not null && (State.StartsWith("23", StringComparison.Ordinal) || State.StartsWith("22", StringComparison.Ordinal) || State.StartsWith("42", StringComparison.Ordinal));

    /// <summary>Two transactions stood in each other's way: the same again will do.</summary>
    public bool IsConflict => State is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    /// <summary>A row was not to be had within the time that was set for it.</summary>
    public bool IsHeld => State == PostgresErrorCodes.LockNotAvailable;

    /// <summary>
    /// The server is not there, is going down, is starting, or may not be written any more because another one is the primary now, or has given up a
    /// transaction whose node stood still. All of it means later, on a new connection.
    /// </summary>
    public bool IsGone => State is null or PostgresErrorCodes.ReadOnlySqlTransaction or GivenUp || State.StartsWith("57P", StringComparison.Ordinal) || State.StartsWith("08", StringComparison.Ordinal);

    /// <summary>A broken connection shows as one of these; the driver's own wrong use as well, once the connection is closed.</summary>
    public static bool Is(Exception e) => e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException or InvalidOperationException { Source: "Npgsql" };

    public static PostgresFault Of(Exception exception) => exception is PostgresException answer
        ? new PostgresFault(answer.SqlState, $"PostgreSQL error {answer.SqlState}: {answer.MessageText}", answer)
        : new PostgresFault(null, $"PostgreSQL does not answer: {exception.InnerException?.Message ?? exception.Message}", exception);
}
