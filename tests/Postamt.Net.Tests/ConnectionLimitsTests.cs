using System.Net;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Places by address, account and server (attack 29).</summary>
[Trait("attack", "29")]
public sealed class ConnectionLimitsTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void An_address_gets_its_places_and_no_more()
    {
        var limits = new ConnectionLimits(new NetLimits { PerAddress = 2 });
        ConnectionLease first = Admit(limits, One)!;
        Assert.NotNull(Admit(limits, IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.Null(limits.TryAdmit(One, false, out RefusalReason reason));
        Assert.Equal(RefusalReason.AddressFull, reason);
        Assert.NotNull(Admit(limits, IPAddress.Parse("192.0.2.2")));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(Admit(limits, One));
        Assert.Equal(3, limits.Total);
    }

    [Fact]
    public void IPv6_counts_by_64_bits()
    {
        var limits = new ConnectionLimits(new NetLimits { PerAddress = 1 });
        Assert.NotNull(Admit(limits, IPAddress.Parse("2001:db8:1:2::1")));
        Assert.Null(Admit(limits, IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotNull(Admit(limits, IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public void A_login_gives_the_address_its_place_back_and_takes_one_of_the_account()
    {
        var limits = new ConnectionLimits(new NetLimits { PerAddress = 1, PerAccount = 2 });
        ConnectionLease first = Login(limits, "anna")!;
        Assert.NotNull(Login(limits, "anna"));
        ConnectionLease third = Admit(limits, One)!;
        Assert.False(third.TryAuthenticate("anna"));
        Assert.Null(Admit(limits, One));
        first.Dispose();
        Assert.True(third.TryAuthenticate("anna"));
        Assert.True(third.TryAuthenticate("anna"));
        Assert.True(third.TryAuthenticate("bert"));
        Assert.NotNull(Login(limits, "anna"));
    }

    [Fact]
    public void A_share_is_kept_for_submission()
    {
        var limits = new ConnectionLimits(new NetLimits { Total = 10, ReservedPercent = 20 });
        for (int number = 0; number < 8; number++)
            Assert.NotNull(Admit(limits, One));
        Assert.Null(limits.TryAdmit(One, false, out RefusalReason reason));
        Assert.Equal(RefusalReason.ServerFull, reason);
        Assert.NotNull(limits.TryAdmit(One, true, out _));
        Assert.NotNull(limits.TryAdmit(One, true, out _));
        Assert.Null(limits.TryAdmit(One, true, out _));
    }

    [Fact]
    public void Loopback_may_be_exempt()
    {
        var limits = new ConnectionLimits(new NetLimits { PerAddress = 1, ExemptLoopback = true });
        Assert.NotNull(Admit(limits, IPAddress.Loopback));
        Assert.NotNull(Admit(limits, IPAddress.IPv6Loopback));
        Assert.NotNull(Admit(limits, IPAddress.Loopback));
        Assert.NotNull(Admit(limits, One));
        Assert.Null(Admit(limits, One));
    }

    [Fact]
    public void Under_parallel_load_the_count_ends_at_zero()
    {
        var limits = new ConnectionLimits(new NetLimits { PerAddress = 7, PerAccount = 3, Total = 20 });
        Parallel.For(0, 20_000, number =>
        {
            using ConnectionLease? lease = limits.TryAdmit(new IPAddress([192, 0, 2, (byte)(number % 5)]), number % 2 == 0, out _);
            lease?.TryAuthenticate("account" + (number % 3));
            Assert.InRange(limits.Total, 0, 20);
        });
        Assert.Equal(0, limits.Total);
    }

    [Fact]
    public void Nonsense_limits_are_refused()
    {
        new NetLimits().Validate();
        Assert.Throws<ArgumentException>(() => new NetLimits { PerAddress = 0 }.Validate());
        Assert.Throws<ArgumentException>(() => new NetLimits { InputBuffer = 1024 }.Validate());
        Assert.Throws<ArgumentException>(() => new NetLimits { HandshakeTimeout = TimeSpan.Zero }.Validate());
        Assert.Throws<ArgumentException>(() => new NetLimits { ReservedPercent = 100 }.Validate());
    }

    private static ConnectionLease? Admit(ConnectionLimits limits, IPAddress address) => limits.TryAdmit(address, false, out _);

    private static ConnectionLease? Login(ConnectionLimits limits, string account)
    {
        ConnectionLease lease = Admit(limits, One)!;
        return lease.TryAuthenticate(account) ? lease : null;
    }
}
