using System.Security.Cryptography;
using Postamt.Queue.Running;
using Xunit;

namespace Postamt.Queue.Tests;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Waits_grow_from_five_minutes_to_about_an_hour()
    {
        using var random = RandomNumberGenerator.Create();
        var schedule = new RetrySchedule(new QueueLimits(), random);
        Assert.InRange(schedule.After(1).TotalMinutes, 4.5, 5.5);
        Assert.InRange(schedule.After(2).TotalMinutes, 6.7, 8.3);
        for (var attempts = 8; attempts < 1000; attempts += 31) Assert.InRange(schedule.After(attempts).TotalMinutes, 59.3, 72.7);
    }

    [Fact]
    public void After_a_fault_of_our_own_waits_grow_from_three_seconds_to_five_minutes()
    {
        using var random = RandomNumberGenerator.Create();
        var schedule = new RetrySchedule(new QueueLimits(), random);
        Assert.InRange(schedule.AfterOwnFault(1).TotalSeconds, 2.7, 3.3);
        Assert.InRange(schedule.AfterOwnFault(2).TotalSeconds, 5.4, 6.6);
        for (var attempts = 8; attempts < 1000; attempts += 31) Assert.InRange(schedule.AfterOwnFault(attempts).TotalMinutes, 4.5, 5.5);
    }

    [Fact]
    public void Waits_of_many_mails_are_spread()
    {
        using var random = RandomNumberGenerator.Create();
        var schedule = new RetrySchedule(new QueueLimits(), random);
        Assert.True(Enumerable.Range(0, 100).Select(_ => schedule.After(3)).Distinct().Count() > 50);
    }
}
