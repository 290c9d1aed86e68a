using Postamt.Cluster.Nodes;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Queue.Running;

/// <summary>Knows how old the last renewal of this process's leases is, on the monotonic clock, and renews them.</summary>
internal sealed class LeaseClock(IQueue queue, CurrentEpoch current, QueueLimits limits, TimeProvider time)
{
    private Renewal? _last;

    /// <summary>Renews; <see cref="StoreError.Gone"/> means that others have found the epoch dead.</summary>
    public async ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var renewed = await queue.RenewAsync(epoch, cancellationToken);
        if (renewed.Error is null) Volatile.Write(ref _last, new Renewal(epoch, started));
        return renewed;
    }

    /// <summary>A renewal of that epoch younger than the limit, making one when the last is too old.</summary>
    public async ValueTask<bool> IsFreshAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        if (epoch != current.Value) return false;
        if (Volatile.Read(ref _last) is { } last && last.Epoch == epoch && time.GetElapsedTime(last.At) < limits.DotFreshness) return true;
        return (await RenewAsync(epoch, cancellationToken)).Error is null;
    }

    private sealed record Renewal(NodeEpoch Epoch, long At);
}

/// <summary>The guard of one mail, leased under one epoch.</summary>
internal sealed class DotGuard(IQueue queue, NodeEpoch epoch, LeaseClock clock, LeasedMessage message) : IDotGuard
{
    public async ValueTask<bool> MaySendAsync(IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken)
    {
        if (!await clock.IsFreshAsync(epoch, cancellationToken)) return false;
        var held = await queue.BeginDotAsync(epoch, message, taken, host, cancellationToken);
        return held.TryGet(out var may) && may;
    }
}
