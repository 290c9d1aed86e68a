using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Running;

/// <summary>One leased mail from lease to completion: agent, outcomes, notices, one transaction.</summary>
public sealed class Delivery
{
    private readonly IQueue _queue;
    private readonly IDeliveryAgent _local;
    private readonly IDeliveryAgent _remote;
    private readonly INoticeWriter _notices;
    private readonly OutcomeRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<Delivery> _logger;

    public Delivery(IQueue queue, IDeliveryAgent local, IDeliveryAgent remote, INoticeWriter notices, QueueLimits limits, RetrySchedule schedule, TimeProvider time, ILogger<Delivery> logger)
    {
        _queue = queue;
        _local = local;
        _remote = remote;
        _notices = notices;
        _rules = new OutcomeRules(limits, schedule);
        _time = time;
        _logger = logger;
    }

    public async ValueTask DeliverAsync(NodeEpoch epoch, LeasedMessage message, IDotGuard guard, CancellationToken abort)
    {
        var results = await AttemptAsync(message, guard, abort);
        var plan = _rules.Plan(message, results, _time.GetUtcNow());
        var notices = new List<AcceptRequest>();
        try
        {
            await WriteNoticesAsync(plan, message, notices, abort);
            var completed = await _queue.CompleteAsync(epoch, message, plan.Outcomes, notices);
            // The lease lapses by itself and the mail is tried again; filing keys and attempt records keep that harmless.
            if (completed.Error is { } error) Log.CompletionRefused(_logger, message.AcceptId, error, completed.Detail ?? "");
            else Report(message, plan);
        }
        finally
        {
            foreach (var notice in notices) await notice.Content.DisposeAsync();
        }
    }

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
        return [.. message.Recipients.Select(recipient => new AttemptResult(recipient.Id, new Attempt.Transient(failure)))];
    }

    private async ValueTask WriteNoticesAsync(OutcomePlan plan, LeasedMessage message, List<AcceptRequest> notices, CancellationToken abort)
    {
        var at = _time.GetUtcNow();
        if (plan.Failed.Count > 0)
        {
            var failed = plan.Failed.ToImmutableArray();
            var request = await _notices.WriteAsync(new(NoticeKind.Failed, message, [.. failed.Select(each => each.Recipient)], at), abort);
            notices.Add(request);
            plan.Settle(failed, request.Id);
        }
        if (plan.Delayed.Count > 0) notices.Add(await _notices.WriteAsync(new(NoticeKind.Delayed, message, [.. plan.Delayed], at), abort));
        if (plan.Delivered.Count > 0) notices.Add(await _notices.WriteAsync(new(NoticeKind.Delivered, message, [.. plan.Delivered], at), abort));
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
        Outcome.Discarded discarded => discarded.Rule,
        _ => "",
    };
}
