namespace Postamt.Sql.Postgres;

/// <summary>The database cannot be used; the message is a sentence for the operator.</summary>
public sealed class DatabaseException : Exception
{
    public DatabaseException(string message) : base(message)
    {
    }

    public DatabaseException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>The server is not there, or is not the primary just now: the same may go well later.</summary>
    public bool IsLater { get; init; }
}
