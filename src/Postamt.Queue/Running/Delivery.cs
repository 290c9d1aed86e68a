using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Queue.Running;

/// <summary>One leased mail from lease to completion: agent, outcomes, notices, one transaction.</summary>
public sealed class Delivery
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly IQueue _queue;
    private readonly IDeliveryAgent _local;
    private readonly IDeliveryAgent _remote;
    private readonly PlannedNotices _notices;
    private readonly OutcomeRules _rules;
    private readonly QueueLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<Delivery> _logger;

    public Delivery(IQueue queue, IDeliveryAgent local, IDeliveryAgent remote, INoticeWriter notices, QueueLimits limits, RetrySchedule schedule, TimeProvider time, ILogger<Delivery> logger)
    {
        _queue = queue;
        _local = local;
        _remote = remote;
        _rules = new OutcomeRules(limits, schedule, new ClockWatch(time, logger));
        _notices = new PlannedNotices(queue, notices, _rules, limits, logger);
        _limits = limits;
        _time = time;
        _logger = logger;
    }

    public async ValueTask DeliverAsync(NodeEpoch epoch, LeasedMessage message, IDotGuard guard, CancellationToken abort)
    {
        var plan = message.Destination.IsNotice
            ? OutcomeRules.PlanNotice(message)
            : _rules.Plan(message, await AttemptAsync(message, guard, abort), _time.GetUtcNow());
        var notices = new List<AcceptRequest>();
        try
        {
            await _notices.WriteAsync(plan, message, notices, _time.GetUtcNow(), abort);
            await CompleteAsync(epoch, message, plan, notices, abort);
        }
        finally
        {
            foreach (var notice in notices) await notice.Content.DisposeAsync();
        }
    }

    /// <summary>
    /// A lease is renewed as long as this node lives, so outcomes are never left unwritten: a storage that cannot answer is asked again, which changes
    /// nothing twice, and what it refuses for good is put back into the queue.
    /// </summary>
    private async ValueTask CompleteAsync(NodeEpoch epoch, LeasedMessage message, OutcomePlan plan, List<AcceptRequest> notices, CancellationToken abort)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            var completed = await _queue.CompleteAsync(epoch, message, plan.Outcomes, notices);
            if (completed.Error is not { } error)
            {
                Report(message, plan);
                return;
            }
            Log.CompletionRefused(_logger, message.AcceptId, error, completed.Detail ?? "");
            switch (error)
            {
                case StoreError.Gone:
                    // Another node has the mail now.
                    return;
                case not (StoreError.Unavailable or StoreError.NoSpace) when plan.PutBack(NotWritten(error, completed.Detail), _time.GetUtcNow() + _limits.FirstRetry):
                    // An account that went meanwhile: where the mail goes is found anew.
                    break;
                default:
                    await Task.Delay(pause, _time, abort);
                    break;
            }
        }
    }

    private static DeliveryFailure NotWritten(StoreError error, string? detail) =>
        new(new EnhancedStatus(4, 3, 0), $"The mailbox could not be written: {error} {detail}", null, null);

    private async ValueTask<IReadOnlyList<AttemptResult>> AttemptAsync(LeasedMessage message, IDotGuard guard, CancellationToken abort)
    {
        try
        {
            var agent = message.Destination.IsLocal ? _local : _remote;
            var results = await agent.DeliverAsync(message, guard, abort);
            if (results.Count == message.Recipients.Length) return results;
            Log.WrongResultCount(_logger, message.AcceptId, results.Count, message.Recipients.Length);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !abort.IsCancellationRequested)
        {
            Log.AttemptFailed(_logger, message.AcceptId, fault);
        }
        // P3: what we cannot tell is temporary.
        var failure = new DeliveryFailure(new EnhancedStatus(4, 3, 0), "Delivery met a fault of this server; it is tried again.", null, null);
        return [.. message.Recipients.Select(recipient => new AttemptResult(recipient.Id, new Attempt.Transient(failure, IsOurs: true)))];
    }

    private void Report(LeasedMessage message, OutcomePlan plan)
    {
        foreach (var outcome in plan.Outcomes)
        {
            var to = message.Recipients.First(recipient => recipient.Id == outcome.Recipient).Recipient.Address.ToString();
            Log.Attempted(_logger, message.AcceptId, to, outcome.Outcome.GetType().Name, Reason(outcome.Outcome));
        }
    }

    private static string Reason(Outcome outcome) => outcome switch
    {
        Outcome.Relayed relayed => $"{relayed.Host}: {relayed.Reply}",
        Outcome.Deferred deferred => deferred.Failure.Cause,
        Outcome.Failed failed => failed.Failure.Cause,
        Outcome.Expired expired => expired.Failure.Cause,
        Outcome.Doomed doomed => doomed.Doom.Failure.Cause,
        Outcome.Discarded discarded => discarded.Rule,
        _ => "",
    };
}
