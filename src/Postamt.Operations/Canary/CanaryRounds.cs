using Microsoft.Extensions.Logging;
using Postamt.Mail.Addresses;
using Postamt.Operations.Readiness;

namespace Postamt.Operations.Canary;

/// <summary>
/// Every 10 s this node mails itself by each node's public way: in through the SMTP door of that node, and out of its IMAP door again. What does not come back,
/// comes late or comes twice shows in the metrics before anybody misses a mail.
/// </summary>
/// <param name="self">This node's name.</param>
public sealed class CanaryRounds(LivingNodes nodes, NodeReadiness readiness, MailProbe probe, string self, OperationsMetrics metrics, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    /// <summary>From one look for a mail to the next, twice as long each time.</summary>
    private static readonly TimeSpan FirstGlance = TimeSpan.FromMilliseconds(100);

    private readonly CanaryBook _book = new(metrics, time, logger);
    private readonly EmailAddress _from = new("canary", probe.Account.Domain);

    /// <summary>Until told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) await RoundAsync(end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Log.CanaryStopped(logger);
        }
    }

    internal async Task RoundAsync(CancellationToken end)
    {
        if (!readiness.IsReady) return;
        foreach (var node in await ServingAsync(end)) await VisitAsync(node, end);
        _book.GiveUp();
    }

    private async Task<IReadOnlyList<LivingNode>> ServingAsync(CancellationToken end)
    {
        try
        {
            return [.. (await nodes.LookAsync(end)).Where(node => node.Serves)];
        }
        catch (IOException away)
        {
            Log.CanaryFailed(logger, "the list of nodes", away.Message);
            return [];
        }
    }

    private async Task VisitAsync(LivingNode node, CancellationToken end)
    {
        if (node.Door("smtp", self) is not { } smtp || node.Door("imap", self) is not { } imap) return;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, end);
        var mark = Guid.NewGuid().ToString("N");
        var began = time.GetTimestamp();
        try
        {
            await probe.SendAsync(smtp, _from, mark, "canary", "Sent to see whether mail comes in and can be read.", either.Token);
            _book.Sent(node.Name, mark, began);
            await using var mailbox = await probe.OpenAsync(imap, either.Token);
            for (var glance = FirstGlance; ; glance *= 2)
            {
                var mails = await mailbox.ListAsync(0, either.Token);
                // Counted before they are taken away: a break in between leaves them for the next round, which knows them.
                _book.Found(node.Name, mails);
                await mailbox.RemoveAsync(mails, either.Token);
                if (!_book.IsOut(mark)) return;
                await Task.Delay(glance, time, either.Token);
            }
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException && !end.IsCancellationRequested)
        {
            metrics.CanaryUnanswered(node.Name);
            Log.CanaryFailed(logger, node.Name, fault is OperationCanceledException ? $"not done within {Patience.TotalSeconds:0} s" : fault.Message);
        }
    }
}
