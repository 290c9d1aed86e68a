using Postamt.Mail.Envelopes;

namespace Postamt.Mail.Outcomes;

/// <summary>
/// Proof that a mail is durable: forced to disk, or committed on the primary and a synchronous standby. Only an engine
/// can make one, after its commit; the code that writes the final 250 or OK cannot be called without it.
/// </summary>
public sealed class DurableReceipt
{
    internal DurableReceipt(AcceptId acceptId, DateTimeOffset committedAt, bool repeated)
    {
        AcceptId = acceptId;
        CommittedAt = committedAt;
        Repeated = repeated;
    }

    /// <summary>The id the peer reads in the reply and the operator in trace and log.</summary>
    public AcceptId AcceptId { get; }

    public DateTimeOffset CommittedAt { get; }

    /// <summary>The peer sent again what an unanswered accept already holds; nothing new was filed.</summary>
    public bool Repeated { get; }
}
