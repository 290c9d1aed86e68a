using Microsoft.Extensions.Logging;
using Postamt.Cluster.Rollouts;
using Postamt.Operations.Readiness;

namespace Postamt.Operations.Rollouts;

/// <summary>
/// This node's part in a rollout. It takes the token when it is its turn and all others serve, is replaced, and gives the token back when the version that took its
/// place serves. A version that was taken back stops the rollout, and so does a node that took the token and is not heard of again, and a turn that nobody can take.
/// </summary>
public sealed class RolloutWatch(IRollouts rollouts, LivingNodes nodes, NodeReadiness readiness, IReplaceable here, string node, TimeProvider time, ILogger logger)
{
    /// <summary>Longer than a drain and a trial together.</summary>
    public static readonly TimeSpan MostHeld = TimeSpan.FromMinutes(6);

    /// <summary>Nobody waits longer for the others to serve.</summary>
    public static readonly TimeSpan MostIdle = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Unmoved _unmoved = new(time);
    private bool _isLeaving;

    /// <summary>Until told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) await TryStepAsync(end);
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
        var still = _unmoved.For((rollout.Id, rollout.Holder, rollout.Nodes.Count(each => each.DoneAt is not null)));
        if (rollout.Holder == node) await HoldAsync(rollout, end);
        else if (rollout.Holder is { } holder && still > MostHeld) await StopAsync(rollout, $"{holder} was to be replaced {MostHeld.TotalMinutes:0} minutes ago and is not back", end);
        else if (rollout.Holder is null) await NextAsync(rollout, still, end);
    }

    private async Task TryStepAsync(CancellationToken end)
    {
        try
        {
            await StepAsync(end);
        }
        catch (IOException away)
        {
            Log.RolloutWaits(logger, away.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The next look may find it mended; a node that looks no more would hold up all others.
            Log.RolloutFault(logger, fault);
        }
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

    /// <summary>Nobody has the token.</summary>
    private async Task NextAsync(Rollout rollout, TimeSpan still, CancellationToken end)
    {
        var next = rollout.Nodes.First(each => each.DoneAt is null).Name;
        var idle = await IdleAsync(rollout, next, end);
        if (still > MostIdle) await StopAsync(rollout, $"{next} was not replaced within {MostIdle.TotalMinutes:0} minutes{(idle is null ? "" : $": {idle}")}", end);
        else if (next == node && idle is null) await TakeAsync(rollout, end);
    }

    private async Task TakeAsync(Rollout rollout, CancellationToken end)
    {
        if (here.Program != rollout.Target && here.ObstacleTo(rollout.Target) is { } obstacle) await StopAsync(rollout, $"{node}: {obstacle}", end);
        else if (await rollouts.TryTakeAsync(rollout.Id, node, end) && here.Program != rollout.Target) Leave(rollout);
    }

    private void Leave(Rollout rollout)
    {
        here.ReplaceBy(rollout.Target);
        _isLeaving = true;
        Log.RolloutTaken(logger, rollout.Target);
    }

    /// <summary>
    /// Who does not serve besides the one whose turn it is, in words; null when all do: of three, two serve at any time. A way back does not wait for those that are
    /// gone altogether.
    /// </summary>
    private async Task<string?> IdleAsync(Rollout rollout, string next, CancellationToken end)
    {
        var all = await nodes.LookAsync(end);
        if (rollout.Restores is null && rollout.Nodes.FirstOrDefault(each => all.All(known => known.Name != each.Name)) is { } gone) return $"{gone.Name} is not on the list of nodes any more";
        return all.FirstOrDefault(each => each.Name != next && !each.Serves && IsMissed(rollout, each))?.ToString();
    }

    private static bool IsMissed(Rollout rollout, LivingNode each) => rollout.Restores is null && rollout.Nodes.Any(part => part.Name == each.Name) || each is { IsSilent: false, State: not "stopped" };

    private async Task StopAsync(Rollout rollout, string reason, CancellationToken end)
    {
        if (await rollouts.StopAsync(rollout.Id, reason, takesBack: true, end)) Log.RolloutStopped(logger, rollout.Target, reason);
    }

    /// <summary>How long something has been as it is.</summary>
    private sealed class Unmoved(TimeProvider time)
    {
        private (long, string?, int)? _state;
        private long _since;

        public TimeSpan For((long, string?, int) state)
        {
            if (_state != state) (_state, _since) = (state, time.GetTimestamp());
            return time.GetElapsedTime(_since);
        }
    }
}
