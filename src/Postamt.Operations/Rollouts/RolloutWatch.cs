using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Rollouts;
using Postamt.Operations.Readiness;

namespace Postamt.Operations.Rollouts;

/// <summary>
/// This node's part in a rollout. It takes the token when it is its turn and all others serve, is replaced, and gives the token back when the version that took its
/// place serves. A version that was taken back stops the rollout, and so does a node that took the token and is not heard of again.
/// </summary>
public sealed class RolloutWatch(IRollouts rollouts, INodeRegistry registry, NodeReadiness readiness, IReplaceable here, string node, TimeProvider time, ILogger logger)
{
    /// <summary>Longer than a drain and a trial together.</summary>
    public static readonly TimeSpan MostHeld = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private bool _isLeaving;

    /// <summary>Until told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                try
                {
                    await StepAsync(end);
                }
                catch (IOException away)
                {
                    Log.RolloutWaits(logger, away.Message);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Log.RolloutWatchStopped(logger);
        }
    }

    /// <summary>One look, and what it asks for.</summary>
    internal async Task StepAsync(CancellationToken end)
    {
        if (_isLeaving || await rollouts.LastAsync(end) is not { State: RolloutState.UnderWay } rollout) return;
        if (rollout.Holder == node) await HoldAsync(rollout, end);
        else if (rollout.Holder is not null) await WatchAsync(rollout, end);
        else if (rollout.Nodes.FirstOrDefault(each => each.DoneAt is null)?.Name == node) await TakeAsync(rollout, end);
    }

    private async Task HoldAsync(Rollout rollout, CancellationToken end)
    {
        if (here.Program == rollout.Target)
        {
            if (readiness.IsReady && await rollouts.PassAsync(rollout.Id, node, end)) Log.RolloutPassed(logger, rollout.Target);
        }
        else if (here.FailureOf(rollout.Target) is { } failure)
        {
            await StopAsync(rollout, $"{node}: {failure}", end);
        }
        else
        {
            Leave(rollout);
        }
    }

    private async Task TakeAsync(Rollout rollout, CancellationToken end)
    {
        if (!await OthersServeAsync(rollout, end) || !await rollouts.TryTakeAsync(rollout.Id, node, end)) return;
        if (here.Program != rollout.Target) Leave(rollout);
    }

    private void Leave(Rollout rollout)
    {
        _isLeaving = true;
        Log.RolloutTaken(logger, rollout.Target);
        here.ReplaceBy(rollout.Target);
    }

    /// <summary>The one before has to be back before the next one goes: of three, two serve at any time.</summary>
    private async Task<bool> OthersServeAsync(Rollout rollout, CancellationToken end)
    {
        var nodes = await registry.ListAsync(end);
        var others = rollout.Nodes.Select(each => each.Name).Where(name => name != node).ToList();
        return others.TrueForAll(name => nodes.Any(each => each.Name == name && each.Report.State == "ready" && time.GetUtcNow() - each.SeenAt < 5 * NodeHeartbeat.Interval));
    }

    private async Task WatchAsync(Rollout rollout, CancellationToken end)
    {
        if (time.GetUtcNow() - rollout.HeldSince > MostHeld) await StopAsync(rollout, $"{rollout.Holder} was to be replaced {MostHeld.TotalMinutes:0} minutes ago and is not back", end);
    }

    private async Task StopAsync(Rollout rollout, string reason, CancellationToken end)
    {
        if (await rollouts.StopAsync(rollout.Id, reason, end)) Log.RolloutStopped(logger, rollout.Target, reason);
    }
}
