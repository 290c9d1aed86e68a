using Postamt.Mail.Addresses;
using Postamt.Queue.Accepting;
using Postamt.Queue.Running;
using Xunit;

namespace Postamt.Queue.Tests;

public sealed class DestinationSlotsTests
{
    private static readonly Destination Slow = Destination.Remote(DomainName.Parse("slow.example"));
    private static readonly Destination Other = Destination.Remote(DomainName.Parse("other.example"));

    [Fact]
    public void A_full_destination_is_busy_and_takes_no_slot_of_another()
    {
        var slots = new DestinationSlots(new QueueLimits { PerRemoteDestination = 2, Concurrency = 10 });
        Assert.True(slots.TryTake(Slow));
        Assert.True(slots.TryTake(Slow));
        Assert.False(slots.TryTake(Slow));
        Assert.Equal([Slow], slots.Busy);
        Assert.True(slots.TryTake(Other));
        Assert.Equal(7, slots.Free);
    }

    [Fact]
    public void A_slot_given_back_ends_the_business()
    {
        var slots = new DestinationSlots(new QueueLimits { PerRemoteDestination = 1, Concurrency = 10 });
        Assert.True(slots.TryTake(Slow));
        slots.Give(Slow);
        Assert.Empty(slots.Busy);
        Assert.Equal(10, slots.Free);
        Assert.True(slots.TryTake(Slow));
    }
}
