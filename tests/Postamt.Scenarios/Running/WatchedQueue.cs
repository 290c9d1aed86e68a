using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Scenarios.Running;

/// <summary>The queue, looked on: it tells when nothing is due and nothing is under way, so that a test never waits by the clock.</summary>
internal sealed class WatchedQueue(IQueue queue) : IQueue
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private Action? _enqueued;
    private long _changes;
    private int _underWay;

    public event Action? Enqueued
    {
        add
        {
            _enqueued += value;
            queue.Enqueued += Changed;
        }

        remove
        {
            queue.Enqueued -= Changed;
            _enqueued -= value;
        }
    }

    /// <summary>Has the runner look again, and comes back when it finds nothing that is due now.</summary>
    public Task RestAsync()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _waiting.Add(rest);
        Changed();
        return rest.Task;
    }

    public async ValueTask<StoreResult<IReadOnlyList<LeasedMessage>>> LeaseAsync(NodeEpoch epoch, int limit, IReadOnlySet<Destination> busy, CancellationToken cancellationToken)
    {
        long seen;
        lock (_gate) seen = _changes;
        var leased = await queue.LeaseAsync(epoch, limit, busy, cancellationToken);
        if (!leased.TryGet(out var messages)) return leased;
        lock (_gate)
        {
            _underWay += messages.Count;
            if (_underWay > 0 || seen != _changes) return leased;
            foreach (var rest in _waiting) rest.SetResult();
            _waiting.Clear();
        }
        return leased;
    }

    public ValueTask<StoreResult<IReadOnlyList<WaitingRecipient>>> WaitingAsync(LeasedMessage message, CancellationToken cancellationToken) => queue.WaitingAsync(message, cancellationToken);

    public ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken) => queue.RenewAsync(epoch, cancellationToken);

    public ValueTask<StoreResult<bool>> BeginDotAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken) =>
        queue.BeginDotAsync(epoch, message, taken, host, cancellationToken);

    public async ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices)
    {
        var done = await queue.CompleteAsync(epoch, message, outcomes, notices);
        if (done.Error is null) Ended();
        return done;
    }

    public async ValueTask<StoreResult<Unit>> ReleaseAsync(NodeEpoch epoch, LeasedMessage message)
    {
        var released = await queue.ReleaseAsync(epoch, message);
        Ended();
        return released;
    }

    public ValueTask<StoreResult<DateTimeOffset?>> NextDueAsync(CancellationToken cancellationToken) => queue.NextDueAsync(cancellationToken);

    private void Ended()
    {
        lock (_gate)
        {
            _underWay--;
            _changes++;
        }
    }

    private void Changed()
    {
        lock (_gate) _changes++;
        _enqueued?.Invoke();
    }
}
