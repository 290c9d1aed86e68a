using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Nodes;
using Postamt.Directory.Login;
using Postamt.Ram;
using Postamt.Ram.Directory;

namespace Postamt.Directory.Tests.Login;

/// <summary>Whoever guesses at several nodes is slowed down by all of them.</summary>
public sealed class LoginExchangeTests : IDisposable
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.7");
    private static readonly LoginThrottleOptions Options = new();

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly RamLoginFailures _failures;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly List<CurrentEpoch> _epochs = [];

    public LoginExchangeTests() => _failures = new RamLoginFailures(_time);

    public void Dispose()
    {
        _epochs.ForEach(epoch => epoch.Dispose());
        _random.Dispose();
    }

    [Fact]
    public async Task Failures_at_one_node_count_at_another_once()
    {
        var ((here, tell), (there, hear)) = (Node(1), Node(2));
        for (var i = 0; i < Options.Free; i++) here.Failed("anna@one.example", Guesser);
        Assert.Null(there.Check("anna@one.example", Guesser));
        for (var i = 0; i < 3; i++)
        {
            await tell.StepAsync(default);
            await hear.StepAsync(default);
        }
        Assert.Equal(Options.FirstDelay, there.Check("anna@one.example", Guesser));
        there.Failed("anna@one.example", Guesser);
        Assert.Equal(2 * Options.FirstDelay, there.Check("anna@one.example", Guesser));
    }

    [Fact]
    public async Task Who_is_banned_at_one_node_is_banned_at_all()
    {
        var ((here, tell), (there, hear)) = (Node(1), Node(2));
        for (var i = 0; i < Options.BanAfter; i++) here.Failed($"user{i}@one.example", Guesser);
        await tell.StepAsync(default);
        await hear.StepAsync(default);
        Assert.Equal(Options.Ban, there.Check("somebody@else.example", Guesser));
        Assert.Null(there.Check("somebody@else.example", IPAddress.Parse("198.51.100.1")));
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_when_the_database_is_back()
    {
        var ((here, tell), (there, hear)) = (Node(1), Node(2));
        for (var i = 0; i < Options.Free; i++) here.Failed("anna@one.example", Guesser);
        _failures.Fault = "away";
        await tell.StepAsync(default);
        await hear.StepAsync(default);
        _failures.Fault = null;
        _time.Advance(TimeSpan.FromMinutes(3));
        await tell.StepAsync(default);
        await hear.StepAsync(default);
        Assert.Equal(Options.FirstDelay, there.Check("anna@one.example", Guesser));
    }

    [Fact]
    public async Task A_node_that_starts_hears_what_was_counted_before()
    {
        var (here, tell) = Node(1);
        for (var i = 0; i < Options.BanAfter; i++) here.Failed("anna@one.example", Guesser);
        await tell.StepAsync(default);
        _time.Advance(TimeSpan.FromMinutes(1));
        var (there, hear) = Node(2);
        await hear.StepAsync(default);
        Assert.NotNull(there.Check("bert@one.example", Guesser));
    }

    [Fact]
    public async Task Who_fails_once_is_not_told_of()
    {
        var (here, tell) = Node(1);
        here.Failed("anna@one.example", Guesser);
        await tell.StepAsync(default);
        Assert.Empty(await _failures.ExchangeAsync(2, new Dictionary<string, int>(), DateTimeOffset.MinValue, default));
    }

    private (LoginThrottle Throttle, LoginExchange Exchange) Node(long epoch)
    {
        var current = new CurrentEpoch(new RamPostOffice(_time, _random).Nodes, "1", new NodeEpoch(epoch, $"node{epoch}"));
        _epochs.Add(current);
        var throttle = new LoginThrottle(Options, _time, NullLogger.Instance);
        return (throttle, new LoginExchange(throttle, _failures, current, Options, _time, NullLogger.Instance));
    }
}
