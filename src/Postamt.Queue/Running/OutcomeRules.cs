using System.Collections.Immutable;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Running;

/// <summary>
/// Turns what an attempt found into outcomes: when to try again, when to give up, and which notices the sender gets.
/// RFC 3461 4.1 decides by NOTIFY; RFC 5321 4.5.5: never a notice to the null reverse-path.
/// </summary>
internal sealed class OutcomeRules(QueueLimits limits, RetrySchedule schedule)
{
    public OutcomePlan Plan(LeasedMessage message, IReadOnlyList<AttemptResult> results, DateTimeOffset now)
    {
        var plan = new OutcomePlan();
        var byId = message.Recipients.ToDictionary(recipient => recipient.Id);
        foreach (var result in results) Add(plan, message, byId[result.Recipient], result.Attempt, now);
        return plan;
    }

    private void Add(OutcomePlan plan, LeasedMessage message, LeasedRecipient recipient, Attempt attempt, DateTimeOffset now)
    {
        switch (attempt)
        {
            case Attempt.Filed filed:
                plan.Outcomes.Add(new(recipient.Id, new Outcome.Filed(filed.Filing)));
                if (Wants(message, recipient, DsnNotify.Success)) plan.Delivered.Add(new(recipient, null, null, null));
                break;
            case Attempt.Relayed relayed:
                plan.Outcomes.Add(new(recipient.Id, new Outcome.Relayed(relayed.Host, relayed.Reply)));
                // RFC 3461 5.2.2: a server without DSN will not report, so we say that it was relayed.
                if (!relayed.DsnPassedOn && Wants(message, recipient, DsnNotify.Success)) plan.Delivered.Add(new(recipient, null, relayed.Host, null));
                break;
            case Attempt.Expanded expanded:
                plan.Outcomes.Add(new(recipient.Id, new Outcome.Expanded(expanded.Children)));
                break;
            case Attempt.Discarded discarded:
                plan.Outcomes.Add(new(recipient.Id, new Outcome.Discarded(discarded.Rule)));
                break;
            case Attempt.Permanent permanent:
                Fail(plan, message, recipient, permanent.Failure, expired: false);
                break;
            case Attempt.Transient transient:
                Defer(plan, message, recipient, transient.Failure, now);
                break;
            default:
                throw new InvalidOperationException($"unknown attempt {attempt.GetType().Name}");
        }
    }

    private void Defer(OutcomePlan plan, LeasedMessage message, LeasedRecipient recipient, DeliveryFailure failure, DateTimeOffset now)
    {
        var lifetime = message.Mail.ReversePath.IsNull ? limits.NoticeLifetime : limits.Lifetime;
        var expires = recipient.QueuedAt + lifetime;
        if (now >= expires)
        {
            Fail(plan, message, recipient, failure, expired: true);
            return;
        }
        var next = now + schedule.After(recipient.Attempts + 1);
        // The last try falls on the day of expiry itself, not up to an hour past it.
        if (next > expires) next = expires;
        var notice = !recipient.DelayNotified && now - recipient.QueuedAt >= limits.DelayNoticeAfter && Wants(message, recipient, DsnNotify.Delay);
        plan.Outcomes.Add(new(recipient.Id, new Outcome.Deferred(failure, next, notice)));
        if (notice) plan.Delayed.Add(new(recipient, failure, null, expires));
    }

    private static void Fail(OutcomePlan plan, LeasedMessage message, LeasedRecipient recipient, DeliveryFailure failure, bool expired)
    {
        if (Wants(message, recipient, DsnNotify.Failure)) plan.Failed.Add((new(recipient, failure, null, null), expired));
        else plan.Outcomes.Add(new(recipient.Id, expired ? new Outcome.Expired(failure, null) : new Outcome.Failed(failure, null)));
    }

    private static bool Wants(LeasedMessage message, LeasedRecipient recipient, DsnNotify what)
    {
        if (message.Mail.ReversePath.IsNull) return false;
        var notify = recipient.Recipient.Notify;
        // RFC 3461 4.1: without NOTIFY a failure is reported; a delay may be.
        if (notify == DsnNotify.NotGiven) return what is DsnNotify.Failure or DsnNotify.Delay;
        return (notify & what) != 0;
    }
}

/// <summary>Outcomes that are settled, and the notices that are still to be written.</summary>
internal sealed class OutcomePlan
{
    public List<RecipientOutcome> Outcomes { get; } = [];

    public List<(NoticeRecipient Recipient, bool Expired)> Failed { get; } = [];

    public List<NoticeRecipient> Delayed { get; } = [];

    public List<NoticeRecipient> Delivered { get; } = [];

    public void Settle(ImmutableArray<(NoticeRecipient Recipient, bool Expired)> failed, AcceptId? notice)
    {
        foreach (var (recipient, expired) in failed)
        {
            Outcomes.Add(new(
                recipient.Recipient.Id,
                expired ? new Outcome.Expired(recipient.Failure!, notice) : new Outcome.Failed(recipient.Failure!, notice)));
        }
    }
}
