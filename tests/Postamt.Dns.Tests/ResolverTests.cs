using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.TestDns;

namespace Postamt.Dns.Tests;

/// <summary>The resolver against real servers on loopback: what is said for certain, and what is only said by one.</summary>
public sealed class ResolverTests : IAsyncLifetime
{
    private readonly DnsZone _first = new();
    private readonly DnsZone _second = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Servers_and_their_addresses_are_found()
    {
        _first.Add("away.example", IPAddress.Parse("192.0.2.7"));
        var resolver = Resolver(_first);
        Assert.Equal(new MxRecord(10, "mx.away.example"), Assert.Single((await resolver.MxAsync("away.example", Token)).Records));
        Assert.Equal("192.0.2.7", Assert.Single((await resolver.AddressesAsync("mx.away.example", Token)).Records).ToString());
        Assert.Equal(DnsStatus.NoData, (await resolver.AddressesAsync("away.example", Token)).Status);
    }

    [Fact]
    [Trait("drill", "12")]
    public async Task A_name_that_two_servers_do_not_know_does_not_exist()
    {
        Assert.Equal(DnsStatus.NoSuchName, (await Resolver(_first, _second).MxAsync("nowhere.example", Token)).Status);
        Assert.True(_first.Questions > 0 && _second.Questions > 0);
    }

    [Fact]
    [Trait("drill", "12")]
    public async Task A_name_that_one_of_two_servers_denies_exists()
    {
        _second.Add("away.example", IPAddress.Parse("192.0.2.7"));
        var resolver = Resolver(_first, _second);
        // Which of them is asked first is chance.
        for (var i = 0; i < 10; i++) Assert.Equal(DnsStatus.Found, (await resolver.AddressesAsync("mx.away.example", Token)).Status);
        Assert.Equal(DnsStatus.Found, (await resolver.MxAsync("away.example", Token)).Status);
    }

    [Theory]
    [Trait("drill", "12")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_one_server_denies_while_the_other_cannot_say_is_asked_for_later(bool silent)
    {
        (_second.IsSilent, _second.IsBroken) = (silent, !silent);
        var answer = await Resolver(_first, _second).MxAsync("nowhere.example", Token);
        Assert.Equal(DnsStatus.Unavailable, answer.Status);
        Assert.NotEmpty(answer.Reason!);
    }

    [Fact]
    [Trait("drill", "12")]
    public async Task A_server_that_is_alone_is_asked_twice_before_a_name_does_not_exist()
    {
        Assert.Equal(DnsStatus.NoSuchName, (await Resolver(_first).MxAsync("nowhere.example", Token)).Status);
        Assert.Equal(2, _first.Questions);
    }

    [Fact]
    [Trait("drill", "10")]
    public async Task Servers_that_are_silent_or_broken_say_nothing_for_certain()
    {
        _first.IsSilent = true;
        Assert.Equal(DnsStatus.Unavailable, (await Resolver(_first).MxAsync("away.example", Token)).Status);
        _second.IsBroken = true;
        Assert.Equal(DnsStatus.Unavailable, (await Resolver(_second).MxAsync("away.example", Token)).Status);
        Assert.Equal(DnsStatus.Unavailable, (await Resolver(_first, _second).AddressesAsync("away.example", Token)).Status);
    }

    private static Resolver Resolver(params DnsZone[] servers) => new(
        new DnsOptions { Servers = [.. servers.Select(server => server.EndPoint)], Timeout = TimeSpan.FromMilliseconds(300), Retries = 0 },
        TimeProvider.System,
        NullLogger<Resolver>.Instance);
}
