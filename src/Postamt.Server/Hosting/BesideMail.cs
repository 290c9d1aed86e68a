using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Operations.Canary;
using Postamt.Operations.Readiness;
using Postamt.Operations.Rollouts;
using Postamt.Queue.Running;
using Postamt.Server.Options;
using Postamt.Server.Supervising;

namespace Postamt.Server.Hosting;

/// <summary>What goes on in a node whether mail is served or drained: its leases are kept, jobs run, it says what it is doing, sends canary mail and looks for rollouts.</summary>
internal sealed class BesideMail : IAsyncDisposable
{
    /// <summary>From a canary account that could not be had to the next try.</summary>
    private static readonly TimeSpan CanaryPause = TimeSpan.FromSeconds(10);

    private readonly OfficeData _data;
    private readonly OfficeMetrics _metrics;
    private readonly NodeReadiness _readiness;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _work = [];

    /// <param name="endPoints">Where each listener is now.</param>
    internal BesideMail(OfficeData data, OfficeMetrics metrics, NodeReadiness readiness, LeaseKeeper leases, Func<IReadOnlyDictionary<string, IPEndPoint>> endPoints)
    {
        (_data, _metrics, _readiness, _logger) = (data, metrics, readiness, data.Loggers.CreateLogger("Postamt.Operations"));
        leases.Renewed += renewed => readiness.Note("database", isGone: !renewed);
        var heartbeat = new NodeHeartbeat(
            data.Registry, data.Nodes, data.Epoch, readiness, Product.Version, data.Options.RolesText, SupervisedNode.OwnProgram, () => endPoints().ToDictionary(each => each.Key, each => each.Value.ToString()), data.Time, _logger);
        _work.Add(leases.RunAsync(_stop.Token));
        _work.Add(OfficeJobs.Make(data, metrics.Operations).RunAsync(_stop.Token));
        _work.Add(heartbeat.RunAsync(_stop.Token));
    }

    /// <summary>Canary mail from now on, of one node among several.</summary>
    internal void SendCanaries() => _work.Add(CanariesAsync());

    /// <summary>From now on this node takes part in rollouts.</summary>
    internal void Watch(IReplaceable node) =>
        _work.Add(new RolloutWatch(_data.Rollouts, _data.Nodes, _readiness, node, _data.Options.Node, _data.Time, _logger).RunAsync(_stop.Token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_work);
        _stop.Dispose();
    }

    private async Task CanariesAsync()
    {
        try
        {
            var probe = await AccountAsync();
            await new CanaryRounds(_data.Nodes, _readiness, probe, _data.Options.Node, _metrics.Operations, _data.Time, _logger).RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to end before there was an account.
            return;
        }
    }

    /// <summary>Mail does not wait for it: a database that is away for a moment, or an operation that is refused, is tried again.</summary>
    private async Task<MailProbe> AccountAsync()
    {
        while (true)
        {
            try
            {
                return await CanaryAccount.EnsureAsync(_data, _stop.Token);
            }
            catch (Exception refused) when (refused is OptionException or IOException)
            {
                Log.NoCanaryAccount(_data.Loggers.CreateLogger("Postamt.Server"), refused.Message, (int)CanaryPause.TotalSeconds);
                await Task.Delay(CanaryPause, _data.Time, _stop.Token);
            }
        }
    }
}
