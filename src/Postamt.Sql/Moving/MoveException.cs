namespace Postamt.Sql.Moving;

/// <summary>A copy cannot be made or gone on with; the message is a sentence for the operator.</summary>
public sealed class MoveException : Exception
{
    public MoveException(string message) : base(message)
    {
    }

    public MoveException(string message, Exception inner) : base(message, inner)
    {
    }
}
