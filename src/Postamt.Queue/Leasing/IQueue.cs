using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Queue.Leasing;

/// <summary>
/// Recipients waiting for delivery. A lease belongs to a node's epoch; a transaction of an epoch that has lost the lease changes nothing
/// and answers Gone.
/// </summary>
public interface IQueue
{
    /// <summary>
    /// Leases due recipients, oldest due first, grouped by mail and destination; at most <paramref name="limit"/> groups, a group has at most 100
    /// recipients; one at <see cref="Destination.Notice"/> has all of the mail that wait there, due or not. Destinations in <paramref name="busy"/> are passed over, so that a slow one does
    /// not hold up the others; all remote ones with <see cref="Destination.AnyRemote"/> in it.
    /// </summary>
    ValueTask<StoreResult<IReadOnlyList<LeasedMessage>>> LeaseAsync(NodeEpoch epoch, int limit, IReadOnlySet<Destination> busy, CancellationToken cancellationToken);

    /// <summary>Renews all leases of the epoch, and frees those of epochs it has watched for 15 s without a renewal; called every 5 s.</summary>
    ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken);

    /// <summary>
    /// True when the epoch still holds the mail's recipients; asked right before the final dot. Writes an attempt record for those in
    /// <paramref name="taken"/>, which are recipients of the mail.
    /// </summary>
    ValueTask<StoreResult<bool>> BeginDotAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken);

    /// <summary>Recipients of the mail that were tried and wait to be tried again, those leased with it left out; at most 1 000.</summary>
    ValueTask<StoreResult<IReadOnlyList<WaitingRecipient>>> WaitingAsync(LeasedMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Writes outcomes, their ledger rows, new recipients, filings and <paramref name="notices"/> in one transaction and gives the lease back. Not cancellable.
    /// </summary>
    ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices);

    /// <summary>Gives leases back untried (draining, or too many for a destination).</summary>
    ValueTask<StoreResult<Unit>> ReleaseAsync(NodeEpoch epoch, LeasedMessage message);

    /// <summary>When the next recipient falls due; null for an empty queue.</summary>
    ValueTask<StoreResult<DateTimeOffset?>> NextDueAsync(CancellationToken cancellationToken);

    /// <summary>Called after a commit that put due recipients into the queue; must return at once.</summary>
    event Action? Enqueued;
}
