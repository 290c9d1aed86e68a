using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Delivering;

/// <summary>Tries to deliver one leased group of recipients. One for "local", one for remote destinations.</summary>
public interface IDeliveryAgent
{
    /// <summary>
    /// Exactly one result a recipient. What it cannot tell is temporary: an exception becomes Deferred for all. Deferred results carry no time and
    /// Failed ones no notice: the runner adds both by its schedule.
    /// </summary>
    ValueTask<IReadOnlyList<AttemptResult>> DeliverAsync(LeasedMessage message, IDotGuard guard, CancellationToken cancellationToken);
}

/// <summary>
/// Asked right before the final dot: does this node still hold the lease (renewed less than 5 s ago)? Writes the attempt record of the recipients
/// the host took: without an outcome after it nobody knows whether it has the mail. A recipient it refused has none.
/// </summary>
public interface IDotGuard
{
    ValueTask<bool> MaySendAsync(IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken);
}

/// <summary>An attempt's result before schedule and notices are applied.</summary>
public sealed record AttemptResult(QueueRecipientId Recipient, Attempt Attempt);

public abstract record Attempt
{
    private Attempt()
    {
    }

    public sealed record Filed(Accepting.Filing Filing) : Attempt;

    public sealed record Relayed(string Host, string Reply, bool DsnPassedOn) : Attempt;

    /// <param name="IsOurs">The fault is this server's (its database, its keys, its lease), not the other side's: it passes sooner.</param>
    public sealed record Transient(DeliveryFailure Failure, bool IsOurs = false) : Attempt;

    public sealed record Permanent(DeliveryFailure Failure) : Attempt;

    public sealed record Expanded(System.Collections.Immutable.ImmutableArray<Accepting.AcceptRecipient> Children) : Attempt;

    public sealed record Discarded(string Rule) : Attempt;
}
