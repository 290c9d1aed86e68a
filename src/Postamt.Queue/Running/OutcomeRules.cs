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
internal sealed class OutcomeRules(QueueLimits limits, RetrySchedule schedule, ClockWatch clock)
{
    public OutcomePlan Plan(LeasedMessage message, IReadOnlyList<AttemptResult> results, DateTimeOffset now)
    {
        var plan = new OutcomePlan();
        var byId = message.Recipients.ToDictionary(recipient => recipient.Id);
        foreach (var result in results) Add(plan, message, byId[result.Recipient], result.Attempt, now);
        return plan;
    }

    /// <summary>The plan for recipients whose failure is known and whose sender is told of it now.</summary>
    public static OutcomePlan PlanNotice(LeasedMessage message)
    {
        var plan = new OutcomePlan();
        foreach (var recipient in message.Recipients)
        {
            var doom = recipient.Doom ?? throw new InvalidOperationException("a recipient waits for a notice about nothing");
            plan.Failed.Add((new(recipient, doom.Failure, null, null), doom.Expired));
        }
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
                Defer(plan, message, recipient, transient, now);
                break;
            default:
                throw new InvalidOperationException($"unknown attempt {attempt.GetType().Name}");
        }
    }

    private void Defer(OutcomePlan plan, LeasedMessage message, LeasedRecipient recipient, Attempt.Transient attempt, DateTimeOffset now)
    {
        var failure = attempt.Failure;
        var lifetime = message.Mail.ReversePath.IsNull ? limits.NoticeLifetime : limits.Lifetime;
        var expires = recipient.QueuedAt + lifetime;
        var steady = clock.IsSteady();
        if (now >= expires && steady)
        {
            Fail(plan, message, recipient, failure, expired: true);
            return;
        }
        var next = now + (attempt.IsOurs ? schedule.AfterOwnFault(recipient.Attempts + 1) : schedule.After(recipient.Attempts + 1));
        // The last try falls on the day of expiry itself, not up to an hour past it.
        if (next > expires && steady) next = expires;
        var notice = !message.DelayTold && IsLate(message, recipient, now);
        plan.Outcomes.Add(new(recipient.Id, new Outcome.Deferred(failure, next, notice)));
        if (notice) plan.Delayed.Add(new(recipient, failure, null, expires));
    }

    /// <summary>The sender is to hear that this recipient waits; at most once.</summary>
    public bool IsLate(LeasedMessage message, LeasedRecipient recipient, DateTimeOffset now) =>
        !recipient.DelayNotified && now - recipient.QueuedAt >= limits.DelayNoticeAfter && Wants(message, recipient, DsnNotify.Delay) && clock.IsSteady();

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
        Failed.Clear();
    }

    /// <summary>Failures are told later, together with those of the mail's other recipients.</summary>
    public void Wait(DateTimeOffset noticeAt)
    {
        Outcomes.AddRange(Failed.Select(failed => new RecipientOutcome(
            failed.Recipient.Recipient.Id, new Outcome.Doomed(new Doom(failed.Recipient.Failure!, failed.Expired), noticeAt))));
        Failed.Clear();
    }

    /// <summary>Delays are told at a later attempt.</summary>
    public void ForgetDelays()
    {
        for (var i = 0; i < Outcomes.Count; i++)
        {
            if (Outcomes[i].Outcome is Outcome.Deferred { DelayNotice: true } deferred) Outcomes[i] = Outcomes[i] with { Outcome = deferred with { DelayNotice = false } };
        }
        Delayed.Clear();
    }

    /// <summary>Filings and expansions the storage has refused are found anew later. False: there are none.</summary>
    public bool PutBack(DeliveryFailure failure, DateTimeOffset next)
    {
        var found = false;
        for (var i = 0; i < Outcomes.Count; i++)
        {
            if (Outcomes[i].Outcome is not (Outcome.Filed or Outcome.Expanded)) continue;
            Outcomes[i] = Outcomes[i] with { Outcome = new Outcome.Deferred(failure, next, false) };
            found = true;
        }
        return found;
    }
}
