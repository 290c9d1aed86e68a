using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Queue.Tests;

/// <summary>A queue that cannot write outcomes a few times.</summary>
/// <param name="error">Its answer; null: it throws.</param>
internal sealed class FailingQueue(IQueue queue, StoreError? error, int times) : IQueue
{
    private int _left = times;

    public event Action? Enqueued
    {
        add => queue.Enqueued += value;
        remove => queue.Enqueued -= value;
    }

    public ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices) =>
        _left-- > 0 ? new(error ?? throw new InvalidDataException("a fault of the storage")) : queue.CompleteAsync(epoch, message, outcomes, notices);

    public ValueTask<StoreResult<IReadOnlyList<LeasedMessage>>> LeaseAsync(NodeEpoch epoch, int limit, IReadOnlySet<Destination> busy, CancellationToken cancellationToken) =>
        queue.LeaseAsync(epoch, limit, busy, cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<WaitingRecipient>>> WaitingAsync(LeasedMessage message, CancellationToken cancellationToken) => queue.WaitingAsync(message, cancellationToken);

    public ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken) => queue.RenewAsync(epoch, cancellationToken);

    public ValueTask<StoreResult<bool>> BeginDotAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken) =>
        queue.BeginDotAsync(epoch, message, taken, host, cancellationToken);

    public ValueTask<StoreResult<Unit>> ReleaseAsync(NodeEpoch epoch, LeasedMessage message) => queue.ReleaseAsync(epoch, message);

    public ValueTask<StoreResult<DateTimeOffset?>> NextDueAsync(CancellationToken cancellationToken) => queue.NextDueAsync(cancellationToken);
}
