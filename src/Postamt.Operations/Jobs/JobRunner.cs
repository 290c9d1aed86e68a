using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>
/// Runs each job on a clock of its own until it is stopped; one that is done for all nodes only while this node holds it. A job that fails is logged and tried again; the others do not notice. Times are
/// spread by chance, so that jobs do not come all at once, nor the nodes of a cluster.
/// </summary>
public sealed class JobRunner(IReadOnlyList<IJob> jobs, IJobLeases leases, CurrentEpoch current, JobLimits limits, TimeProvider time, RandomNumberGenerator random, ILogger logger)
{
    /// <summary>Ends soon after <paramref name="stop"/>: the piece under way is written.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.WhenAll(jobs.Select(job => LoopAsync(job, stop)));
        Log.JobsStopped(logger);
    }

    private async Task LoopAsync(IJob job, CancellationToken stop)
    {
        var wait = Shorter(job.Every, limits.FirstRunWithin) * Share();
        while (await WaitAsync(wait, stop))
            wait = await RunOnceAsync(job, stop) ? job.Every * (0.9 + 0.2 * Share()) : Shorter(job.Every, limits.RetryAfter);
    }

    /// <summary>False when it was stopped.</summary>
    private async ValueTask<bool> WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, time, stop);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>False when it is to be tried again soon.</summary>
    private async ValueTask<bool> RunOnceAsync(IJob job, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        try
        {
            var held = job.IsEachNodes ? true : await leases.TryHoldAsync(job.Name, current.Value);
            // A node that others found dead asks again soon, under its new epoch.
            if (held.Error == StoreError.Gone) return false;
            if (held.TryGet(out var ours) && !ours) return true;
            var result = held.Error is { } error ? StoreResult<long>.No(error, held.Detail) : await job.RunAsync(stop);
            if (result.TryGet(out var done)) Log.JobDone(logger, job.Name, done, (long)time.GetElapsedTime(began).TotalMilliseconds);
            else Log.JobRefused(logger, job.Name, result.Error!.Value, result.Detail ?? "");
            return result.Error is null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault)
        {
            Log.JobFailed(logger, job.Name, fault);
            return false;
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    /// <summary>From 0 to 1.</summary>
    private double Share()
    {
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        return BitConverter.ToUInt32(bytes) / (double)uint.MaxValue;
    }
}
