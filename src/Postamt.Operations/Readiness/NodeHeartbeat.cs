using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;

namespace Postamt.Operations.Readiness;

/// <summary>Tells the installation every 5 s, and at once when something changes, what this node is doing.</summary>
/// <param name="program">Folder of the program, where another version can be put in its place; else null.</param>
/// <param name="listen">Where it is reached now.</param>
public sealed class NodeHeartbeat(
    INodeRegistry registry, LivingNodes nodes, CurrentEpoch epoch, NodeReadiness readiness, string version, string roles, string? program, Func<IReadOnlyDictionary<string, string>> listen, TimeProvider time, ILogger logger)
{
    /// <summary>DESIGN §7: heartbeat 5 s.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile TaskCompletionSource _changed = NewChange();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Seldom _isWithoutDelivery = new(time);

    /// <summary>Until told to end, and once more then.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        readiness.Changed += Wake;
        try
        {
            while (!end.IsCancellationRequested)
            {
                _changed = NewChange();
                var changed = _changed.Task;
                await SayAsync(readiness.ToString());
                await Task.WhenAny(changed, Task.Delay(Interval, time, end));
            }
        }
        finally
        {
            readiness.Changed -= Wake;
        }
        await SayAsync("stopped");
    }

    private async Task SayAsync(string state)
    {
        try
        {
            var isHeard = await registry.ReportAsync(new NodeReport(epoch.Value, version, _startedAt, state, listen(), roles, program), CancellationToken.None);
            if (!isHeard) Log.NameTaken(logger, epoch.Value.Name);
            readiness.Note("name of its own", isGone: !isHeard);
            if (IsWithoutDelivery(await nodes.LookAsync(CancellationToken.None)) && _isWithoutDelivery.Once()) Log.NobodyDelivers(logger);
        }
        catch (IOException away)
        {
            Log.NotReported(logger, away);
        }
    }

    /// <summary>One that drains will be back; where all have stopped there is nobody to tell.</summary>
    private static bool IsWithoutDelivery(IReadOnlyList<LivingNode> nodes)
    {
        var living = nodes.Where(node => node is { IsSilent: false, State: not "stopped" }).ToList();
        return living.Count > 0 && !living.Exists(Delivers);
    }

    private static bool Delivers(LivingNode node) => node.Info.Report.Roles == "all" || node.Info.Report.Roles.Split(',').Contains("delivery");

    private void Wake() => _changed.TrySetResult();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something that goes on is said again once a minute.</summary>
    private sealed class Seldom(TimeProvider time)
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
        private long? _saidAt;

        public bool Once()
        {
            if (_saidAt is { } at && time.GetElapsedTime(at) < Pause) return false;
            _saidAt = time.GetTimestamp();
            return true;
        }
    }
}
