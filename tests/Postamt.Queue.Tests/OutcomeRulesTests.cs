using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Queue.Running;
using Xunit;

namespace Postamt.Queue.Tests;

public sealed class OutcomeRulesTests : IDisposable
{
    private static readonly QueueLimits Limits = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LeapingTime _time = new();
    private readonly OutcomeRules _rules;

    public OutcomeRulesTests() => _rules = new OutcomeRules(Limits, new RetrySchedule(Limits, _random), new ClockWatch(_time, NullLogger.Instance));

    public void Dispose() => _random.Dispose();

    [Fact]
    public void A_fault_of_our_own_is_tried_again_soon()
    {
        var plan = Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4), IsOurs: true), TimeSpan.FromMinutes(1));
        var deferred = Assert.IsType<Outcome.Deferred>(Assert.Single(plan.Outcomes).Outcome);
        Assert.InRange(deferred.NextAttempt - Mails.Queued, TimeSpan.FromSeconds(62), TimeSpan.FromSeconds(64));
    }

    [Fact]
    public void Transient_failure_is_tried_again_without_a_notice_at_first()
    {
        var plan = Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4)), TimeSpan.FromMinutes(1));
        var deferred = Assert.IsType<Outcome.Deferred>(Assert.Single(plan.Outcomes).Outcome);
        Assert.False(deferred.DelayNotice);
        Assert.InRange(deferred.NextAttempt - Mails.Queued, TimeSpan.FromMinutes(5.4), TimeSpan.FromMinutes(6.6));
        Assert.Empty(plan.Delayed);
    }

    [Fact]
    public void Delay_is_told_once_after_four_hours()
    {
        var first = Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4)), TimeSpan.FromHours(4));
        Assert.True(Assert.IsType<Outcome.Deferred>(Assert.Single(first.Outcomes).Outcome).DelayNotice);
        Assert.Single(first.Delayed);
        var second = Plan("a@example.org", Mails.To("b@example.net", delayNotified: true), new Attempt.Transient(Mails.Failure(4)), TimeSpan.FromHours(5));
        Assert.Empty(second.Delayed);
    }

    [Fact]
    public void Delay_is_not_told_to_who_asked_for_failures_only()
    {
        var plan = Plan("a@example.org", Mails.To("b@example.net", DsnNotify.Failure), new Attempt.Transient(Mails.Failure(4)), TimeSpan.FromHours(6));
        Assert.Empty(plan.Delayed);
    }

    [Fact]
    public void Retry_never_falls_after_the_expiry()
    {
        var plan = Plan("a@example.org", Mails.To("b@example.net", attempts: 40, delayNotified: true), new Attempt.Transient(Mails.Failure(4)), Limits.Lifetime - TimeSpan.FromMinutes(3));
        Assert.Equal(Mails.Queued + Limits.Lifetime, Assert.IsType<Outcome.Deferred>(Assert.Single(plan.Outcomes).Outcome).NextAttempt);
    }

    [Theory, Trait("drill", "9"), InlineData(10), InlineData(-10), InlineData(4500)]
    public void A_clock_that_leapt_expires_nothing_for_an_hour(int days)
    {
        _time.Leap = TimeSpan.FromDays(days);
        var age = Limits.Lifetime + TimeSpan.FromDays(Math.Abs(days));
        var plan = Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4)), age);
        Assert.Empty(plan.Failed);
        Assert.Empty(plan.Delayed);
        // Tried again as ever, and not at once.
        Assert.InRange(Assert.IsType<Outcome.Deferred>(Assert.Single(plan.Outcomes).Outcome).NextAttempt - Mails.Queued - age, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(7));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.True(Assert.Single(Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4)), age).Failed).Expired);
    }

    [Fact, Trait("drill", "9")]
    public void A_clock_that_is_drawn_slowly_or_set_by_little_is_believed()
    {
        for (var step = 0; step < 20; step++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            _time.Leap += TimeSpan.FromMinutes(9);
            Assert.True(Assert.Single(Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4)), Limits.Lifetime).Failed).Expired);
        }
    }

    [Fact]
    public void Five_days_end_in_an_expired_notice()
    {
        var plan = Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Transient(Mails.Failure(4)), Limits.Lifetime);
        Assert.Empty(plan.Outcomes);
        Assert.True(Assert.Single(plan.Failed).Expired);
        plan.Settle([.. plan.Failed], new AcceptId(9));
        Assert.Equal(new AcceptId(9), Assert.IsType<Outcome.Expired>(Assert.Single(plan.Outcomes).Outcome).Notice);
    }

    [Fact]
    public void Null_reverse_path_never_gets_a_notice()
    {
        foreach (var attempt in new Attempt[] { new Attempt.Permanent(Mails.Failure(5)), new Attempt.Transient(Mails.Failure(4)), new Attempt.Relayed("mx", "250 ok", false) })
        {
            foreach (var age in new[] { TimeSpan.Zero, TimeSpan.FromHours(10), TimeSpan.FromDays(9) })
            {
                var plan = Plan("", Mails.To("b@example.net", DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay), attempt, age);
                Assert.Empty(plan.Failed);
                Assert.Empty(plan.Delayed);
                Assert.Empty(plan.Delivered);
                Assert.Single(plan.Outcomes);
            }
        }
    }

    [Fact]
    public void Notify_never_ends_without_a_notice()
    {
        var plan = Plan("a@example.org", Mails.To("b@example.net", DsnNotify.Never), new Attempt.Permanent(Mails.Failure(5)), TimeSpan.Zero);
        Assert.Null(Assert.IsType<Outcome.Failed>(Assert.Single(plan.Outcomes).Outcome).Notice);
        Assert.Empty(plan.Failed);
    }

    [Fact]
    public void Success_is_told_when_asked_for_and_the_next_server_will_not()
    {
        Assert.Single(Plan("a@example.org", Mails.To("b@example.net", DsnNotify.Success), new Attempt.Relayed("mx", "250 ok", false), TimeSpan.Zero).Delivered);
        Assert.Empty(Plan("a@example.org", Mails.To("b@example.net", DsnNotify.Success), new Attempt.Relayed("mx", "250 ok", true), TimeSpan.Zero).Delivered);
        Assert.Empty(Plan("a@example.org", Mails.To("b@example.net"), new Attempt.Relayed("mx", "250 ok", false), TimeSpan.Zero).Delivered);
    }

    private OutcomePlan Plan(string from, LeasedRecipient recipient, Attempt attempt, TimeSpan age) =>
        _rules.Plan(Mails.Leased(from, recipient), [new AttemptResult(recipient.Id, attempt)], Mails.Queued + age);
}
