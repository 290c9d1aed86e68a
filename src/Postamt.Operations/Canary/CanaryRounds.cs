using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Mail.Addresses;
using Postamt.Operations.Readiness;

namespace Postamt.Operations.Canary;

/// <summary>
/// Every 10 s this node mails itself by each node's public way: in through the SMTP door of that node, and out of its IMAP door again. What does not come back,
/// comes late or comes twice shows in the metrics before anybody misses a mail.
/// </summary>
public sealed class CanaryRounds(INodeRegistry registry, NodeReadiness readiness, MailProbe probe, OperationsMetrics metrics, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A mail that is not back after it is lost.</summary>
    public static readonly TimeSpan Lost = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>When each mail that is out was sent, by its mark.</summary>
    private readonly Dictionary<string, long> _out = [];
    private readonly EmailAddress _from = new("canary", probe.Account.Domain);

    /// <summary>Until told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                if (!readiness.IsReady) continue;
                foreach (var node in await ReadyAsync(end)) await VisitAsync(node, end);
                GiveUp();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Log.CanaryStopped(logger);
        }
    }

    private async Task<IReadOnlyList<NodeInfo>> ReadyAsync(CancellationToken end)
    {
        try
        {
            return [.. (await registry.ListAsync(end)).Where(node => node.Report.State == "ready" && time.GetUtcNow() - node.SeenAt < 5 * NodeHeartbeat.Interval)];
        }
        catch (IOException away)
        {
            Log.CanaryFailed(logger, "the list of nodes", away.Message);
            return [];
        }
    }

    private async Task VisitAsync(NodeInfo node, CancellationToken end)
    {
        if (Door(node, "smtp") is not { } smtp || Door(node, "imap") is not { } imap) return;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, end);
        var mark = Guid.NewGuid().ToString("N");
        var sent = time.GetTimestamp();
        try
        {
            await probe.SendAsync(smtp, _from, mark, "canary", "Sent to see whether mail comes in and can be read.", either.Token);
            _out[mark] = sent;
            metrics.CanarySent(node.Name);
            while (_out.ContainsKey(mark))
            {
                Take(node, await probe.FindAsync(imap, [.. _out.Keys], removes: true, either.Token));
                if (_out.ContainsKey(mark)) await Task.Delay(Glance, time, either.Token);
            }
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException && !end.IsCancellationRequested)
        {
            // What is out already is looked for again in the next round.
            metrics.CanaryUnanswered(node.Name);
            Log.CanaryFailed(logger, node.Name, fault is OperationCanceledException ? $"not done within {Patience.TotalSeconds:0} s" : fault.Message);
        }
    }

    private void Take(NodeInfo node, IReadOnlyDictionary<string, int> found)
    {
        foreach (var (mark, copies) in found)
        {
            if (!_out.Remove(mark, out var sent)) continue;
            metrics.CanaryBack(node.Name, time.GetElapsedTime(sent), copies - 1);
            if (copies > 1) Log.CanaryTwice(logger, mark, copies);
        }
    }

    private void GiveUp()
    {
        foreach (var (mark, sent) in _out.ToArray())
        {
            if (time.GetElapsedTime(sent) < Lost) continue;
            _out.Remove(mark);
            metrics.CanaryLost();
            Log.CanaryLost(logger, mark, (int)Lost.TotalMinutes);
        }
    }

    /// <summary>Where a listener of a node is reached; null for one that it does not have, or has on all its addresses and is another machine.</summary>
    private static IPEndPoint? Door(NodeInfo node, string listener) =>
        node.Report.Listen.TryGetValue(listener, out var text) && IPEndPoint.TryParse(text, out var endPoint) ? endPoint : null;
}
