using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;

namespace Postamt.Operations.Readiness;

/// <summary>Tells the installation every 5 s, and at once when something changes, what this node is doing.</summary>
/// <param name="listen">Where it is reached now.</param>
public sealed class NodeHeartbeat(INodeRegistry registry, CurrentEpoch epoch, NodeReadiness readiness, string version, Func<IReadOnlyDictionary<string, string>> listen, TimeProvider time, ILogger logger)
{
    /// <summary>DESIGN §7: heartbeat 5 s.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile TaskCompletionSource _changed = NewChange();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

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
            await registry.ReportAsync(new NodeReport(epoch.Value, version, _startedAt, state, listen()), CancellationToken.None);
        }
        catch (IOException away)
        {
            Log.NotReported(logger, away);
        }
    }

    private void Wake() => _changed.TrySetResult();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
