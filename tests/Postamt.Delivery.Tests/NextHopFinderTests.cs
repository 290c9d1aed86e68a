using System.Net;
using System.Security.Cryptography;
using Postamt.Delivery.Remote;
using Postamt.Dns;
using Xunit;

namespace Postamt.Delivery.Tests;

public sealed class NextHopFinderTests : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly FixedResolver _dns = new();

    public void Dispose() => _random.Dispose();

    [Fact]
    public async Task Hosts_come_by_preference_with_all_their_addresses()
    {
        _dns.Mx("example.net", (20, "b.example.net"), (10, "a.example.net")).Addresses("a.example.net", "192.0.2.1", "2001:db8::1").Addresses("b.example.net", "192.0.2.2");
        var hops = Assert.IsType<NextHops.Some>(await FindAsync("example.net")).Hops;
        Assert.Equal(["192.0.2.1", "2001:db8::1", "192.0.2.2"], hops.Select(hop => hop.EndPoint.Address.ToString()));
        Assert.All(hops, hop => Assert.Equal(25, hop.EndPoint.Port));
    }

    [Fact]
    public async Task Without_mx_the_domain_itself_is_the_server()
    {
        _dns.Addresses("example.net", "192.0.2.9");
        Assert.Equal("example.net", Assert.Single(Assert.IsType<NextHops.Some>(await FindAsync("example.net")).Hops).Host);
    }

    [Theory]
    [Trait("attack", "92")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.20.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Mx_into_a_private_network_is_never_followed(string address)
    {
        _dns.Mx("example.net", (10, "mx.example.net")).Addresses("mx.example.net", address);
        var none = Assert.IsType<NextHops.None>(await FindAsync("example.net"));
        Assert.True(none.Permanent);
        Assert.Equal("5.4.6", none.Failure.Status.ToString());
    }

    [Fact]
    [Trait("attack", "92")]
    public async Task Null_mx_is_final()
    {
        _dns.Mx("example.net", (0, ""));
        var none = Assert.IsType<NextHops.None>(await FindAsync("example.net"));
        Assert.Equal((true, "5.1.10"), (none.Permanent, none.Failure.Status.ToString()));
    }

    [Fact]
    public async Task Unknown_domain_is_final()
    {
        var none = Assert.IsType<NextHops.None>(await FindAsync("nowhere.example"));
        Assert.Equal((true, "5.1.2"), (none.Permanent, none.Failure.Status.ToString()));
    }

    [Fact]
    [Trait("drill", "10")]
    public async Task No_answer_of_dns_is_never_final()
    {
        _dns.Answer("MX", "a.example", DnsStatus.Unavailable).Mx("b.example", (10, "mx.b.example")).Answer("A", "mx.b.example", DnsStatus.Unavailable);
        Assert.False(Assert.IsType<NextHops.None>(await FindAsync("a.example")).Permanent);
        Assert.False(Assert.IsType<NextHops.None>(await FindAsync("b.example")).Permanent);
    }

    [Fact]
    public async Task Where_we_are_an_mx_only_better_ones_are_used()
    {
        _dns.Mx("example.net", (10, "a.example.net"), (20, "mail.example.org"), (30, "c.example.net")).Addresses("a.example.net", "192.0.2.1").Addresses("c.example.net", "192.0.2.3");
        Assert.Equal("a.example.net", Assert.Single(Assert.IsType<NextHops.Some>(await FindAsync("example.net")).Hops).Host);
    }

    [Fact]
    public async Task Where_we_are_the_best_mx_the_mail_goes_in_circles()
    {
        _dns.Mx("example.net", (10, "mail.example.org"), (20, "c.example.net")).Addresses("c.example.net", "192.0.2.3");
        Assert.Equal("5.4.6", Assert.IsType<NextHops.None>(await FindAsync("example.net")).Failure.Status.ToString());
    }

    [Fact]
    [Trait("attack", "92")]
    public async Task Where_we_are_an_mx_under_another_name_only_better_ones_are_used()
    {
        _dns.Mx("example.net", (10, "a.example.net"), (20, "b.example.net"), (20, "us.example.net"), (30, "c.example.net"))
            .Addresses("a.example.net", "192.0.2.1").Addresses("b.example.net", "192.0.2.2").Addresses("us.example.net", "198.51.100.25").Addresses("c.example.net", "192.0.2.3");
        Assert.Equal("a.example.net", Assert.Single(Assert.IsType<NextHops.Some>(await FindAsync("example.net")).Hops).Host);
        _dns.Mx("example.com", (10, "us.example.net"), (20, "c.example.net"));
        Assert.Equal("5.4.6", Assert.IsType<NextHops.None>(await FindAsync("example.com")).Failure.Status.ToString());
        Assert.IsType<NextHops.None>(await FindAsync("[198.51.100.25]"));
    }

    [Fact]
    public async Task A_thousand_mx_are_cut_to_the_limit()
    {
        var records = Enumerable.Range(0, 1000).Select(i => ((ushort)i, $"mx{i}.example.net")).ToArray();
        _dns.Mx("example.net", records);
        for (var i = 0; i < 1000; i++) _dns.Addresses($"mx{i}.example.net", "192.0.2.1");
        Assert.Equal(new DeliveryLimits().MostAddresses, Assert.IsType<NextHops.Some>(await FindAsync("example.net")).Hops.Count);
    }

    [Fact]
    public async Task A_route_goes_before_mx_and_may_lead_inside()
    {
        _dns.Mx("example.net", (10, "mx.example.net")).Addresses("mx.example.net", "192.0.2.1");
        var hops = Assert.IsType<NextHops.Some>(await FindAsync("example.net", new Route("*", "10.0.0.5", 2525))).Hops;
        Assert.Equal("10.0.0.5:2525", Assert.Single(hops).EndPoint.ToString());
    }

    private ValueTask<NextHops> FindAsync(string domain, Route? route = null) =>
        new NextHopFinder(_dns, new OneRoute(route), new OwnAddresses("mail.example.org", allowPrivate: false, () => [IPAddress.Parse("198.51.100.25")]), new DeliveryLimits(), _random).FindAsync(domain, TestContext.Current.CancellationToken);

    private sealed class OneRoute(Route? route) : IRoutes
    {
        public ValueTask<Route?> FindAsync(string domain, CancellationToken cancellationToken) =>
            ValueTask.FromResult(route?.Covers(domain) == true ? route : null);
    }
}
