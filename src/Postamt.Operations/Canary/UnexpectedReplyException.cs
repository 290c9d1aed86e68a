namespace Postamt.Operations.Canary;

/// <summary>A server said something else than what it was asked for.</summary>
/// <param name="reply">Its last line.</param>
public sealed class UnexpectedReplyException(string reply) : IOException($"the answer was: {reply}")
{
    /// <summary>Its last line.</summary>
    public string Reply { get; } = reply;

    /// <summary>A reply of SMTP that says "never" (RFC 5321 4.2.1).</summary>
    public bool IsForGood { get; } = reply.StartsWith('5');
}
