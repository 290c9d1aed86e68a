using Microsoft.Extensions.Time.Testing;
using Postamt.Mail.Addresses;
using Postamt.Queue.Accepting;
using Postamt.Queue.Running;
using Xunit;

namespace Postamt.Queue.Tests;

public sealed class DestinationSlotsTests
{
    private static readonly Destination Slow = Destination.Remote(DomainName.Parse("slow.example"));
    private static readonly Destination Other = Destination.Remote(DomainName.Parse("other.example"));

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_full_destination_is_busy_and_takes_no_slot_of_another()
    {
        var slots = Slots(new QueueLimits { PerRemoteDestination = 2, Concurrency = 10 });
        Assert.NotNull(slots.TryTake(Slow));
        Assert.NotNull(slots.TryTake(Slow));
        Assert.Null(slots.TryTake(Slow));
        Assert.Equal([Slow], slots.Busy);
        Assert.NotNull(slots.TryTake(Other));
        Assert.Equal(7, slots.FreeRemote);
    }

    [Fact]
    public void A_slot_given_back_ends_the_business()
    {
        var slots = Slots(new QueueLimits { PerRemoteDestination = 1, Concurrency = 10 });
        slots.Give(slots.TryTake(Slow)!);
        Assert.Empty(slots.Busy);
        Assert.Equal(10, slots.FreeRemote);
        Assert.NotNull(slots.TryTake(Slow));
    }

    [Fact]
    public void Nobody_here_waits_for_those_elsewhere()
    {
        var slots = Slots(new QueueLimits { Concurrency = 1, LocalConcurrency = 2 });
        Assert.NotNull(slots.TryTake(Slow));
        Assert.Null(slots.TryTake(Other));
        Assert.Equal([Destination.AnyRemote], slots.Busy);
        Assert.NotNull(slots.TryTake(Destination.Local));
        Assert.NotNull(slots.TryTake(Destination.Local));
        Assert.Null(slots.TryTake(Destination.Local));
        Assert.NotNull(slots.TryTake(Destination.Notice));
    }

    [Fact]
    public void A_delivery_that_takes_long_leaves_its_place_to_another()
    {
        var limits = new QueueLimits { Concurrency = 2, MostUnderWay = 3 };
        var slots = Slots(limits);
        var first = slots.TryTake(Slow)!;
        _time.Advance(limits.Prompt / 4);
        var second = slots.TryTake(Slow)!;
        Assert.Equal(0, slots.FreeRemote);
        Assert.Equal(limits.Prompt * 3 / 4, slots.UntilFree);
        _time.Advance(limits.Prompt * 3 / 4);
        Assert.Equal(1, slots.FreeRemote);
        Assert.Null(slots.UntilFree);
        // It counts once only, whichever way it goes.
        slots.Give(first);
        Assert.Equal(1, slots.FreeRemote);
        slots.Give(second);
        Assert.Equal(2, slots.FreeRemote);
    }

    [Fact]
    public void Of_those_that_take_long_there_is_a_bounded_number()
    {
        var limits = new QueueLimits { Concurrency = 2, MostUnderWay = 3 };
        var slots = Slots(limits);
        var taken = new List<DeliverySlot>();
        for (var i = 0; i < 3; i++, _time.Advance(limits.Prompt)) taken.Add(slots.TryTake(Slow)!);
        Assert.Null(slots.TryTake(Other));
        Assert.Null(slots.UntilFree);
        slots.Give(taken[1]);
        Assert.NotNull(slots.TryTake(Other));
    }

    private DestinationSlots Slots(QueueLimits limits) => new(limits, _time);
}
