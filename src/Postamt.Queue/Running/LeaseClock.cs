using Postamt.Cluster.Nodes;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;

namespace Postamt.Queue.Running;

/// <summary>Knows how old the last renewal of this epoch's leases is, on the monotonic clock, and renews them.</summary>
internal sealed class LeaseClock(IQueue queue, NodeEpoch epoch, QueueLimits limits, TimeProvider time)
{
    private long _renewedAt;

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var renewed = await queue.RenewAsync(epoch, cancellationToken);
        if (renewed.Error is not null) return false;
        Interlocked.Exchange(ref _renewedAt, started);
        return true;
    }

    /// <summary>A renewal younger than the limit, making one when the last is too old.</summary>
    public async ValueTask<bool> IsFreshAsync(CancellationToken cancellationToken)
    {
        var renewedAt = Interlocked.Read(ref _renewedAt);
        if (renewedAt != 0 && time.GetElapsedTime(renewedAt) < limits.DotFreshness) return true;
        return await RenewAsync(cancellationToken);
    }
}

/// <summary>The guard of one leased mail.</summary>
internal sealed class DotGuard(IQueue queue, NodeEpoch epoch, LeaseClock clock, LeasedMessage message) : IDotGuard
{
    public async ValueTask<bool> MaySendAsync(IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken)
    {
        if (!await clock.IsFreshAsync(cancellationToken)) return false;
        var held = await queue.BeginDotAsync(epoch, message, taken, host, cancellationToken);
        return held.TryGet(out var may) && may;
    }
}
