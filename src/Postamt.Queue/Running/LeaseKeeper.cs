using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Queue.Running;

/// <summary>
/// Keeps this process's leases alive, and gives it a new epoch when others have found the old one dead. It runs as long as the process works, whether mail is delivered or
/// not: jobs are leased, too.
/// </summary>
public sealed class LeaseKeeper(IQueue queue, CurrentEpoch current, QueueLimits limits, TimeProvider time, ILogger logger)
{
    internal LeaseClock Clock { get; } = new(queue, current, limits, time);

    /// <summary>After each try to renew: whether it is good that mail comes here.</summary>
    public event Action<bool>? Renewed;

    /// <summary>Renews until told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(limits.RenewEvery, time);
        try
        {
            do
            {
                var renewed = await RenewAsync(end);
                Renewed?.Invoke(renewed);
            }
            while (await timer.WaitForNextTickAsync(end));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Log.RunnerStopped(logger);
        }
    }

    /// <summary>Goes on under a new epoch.</summary>
    /// <returns>False: the database cannot be reached now.</returns>
    public async ValueTask<bool> ReviveAsync(NodeEpoch dead, CancellationToken cancellationToken)
    {
        try
        {
            await current.ReplaceAsync(dead, cancellationToken);
        }
        catch (IOException away)
        {
            Log.NotRegistered(logger, away);
            return false;
        }
        Log.FoundDead(logger, dead.Epoch, current.Value.Epoch);
        return true;
    }

    private async ValueTask<bool> RenewAsync(CancellationToken end)
    {
        var epoch = current.Value;
        var renewed = await Clock.RenewAsync(epoch, end);
        if (renewed.Error is null) return true;
        if (renewed.Error == StoreError.Gone) return await ReviveAsync(epoch, end);
        Log.RenewalFailed(logger);
        return false;
    }
}
