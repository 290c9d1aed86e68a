using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Nodes;
using Postamt.Operations.Readiness;
using Postamt.Ram.Cluster;

namespace Postamt.Operations.Tests;

/// <summary>Who is alive, whatever the clocks of machines say.</summary>
public sealed class LivingNodesTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
    private readonly RamNodeRegistry _registry;
    private readonly LivingNodes _nodes;

    public LivingNodesTests()
    {
        _registry = new RamNodeRegistry(_time);
        _nodes = new LivingNodes(_registry, _time);
    }

    [Theory, InlineData(0), InlineData(-3600), InlineData(3600)]
    public async Task A_node_is_silent_when_its_word_stays_the_same_for_a_while(int skewSeconds)
    {
        _registry.Skew = TimeSpan.FromSeconds(skewSeconds);
        for (var i = 0; i < 3; i++)
        {
            await SayAsync("ready");
            Assert.True(i == 0 || (await LookAsync()).Serves);
            await LookAsync();
            _time.Advance(NodeHeartbeat.Interval);
        }
        _time.Advance(LivingNodes.Silence - NodeHeartbeat.Interval);
        Assert.True((await LookAsync()).Serves);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await LookAsync() is { IsSilent: true, Serves: false });
        Assert.Equal("a has said nothing for 26 s", (await LookAsync()).ToString());
        await SayAsync("draining");
        Assert.Equal("a says \"draining\"", (await LookAsync()).ToString());
    }

    [Fact]
    public async Task One_that_was_silent_before_we_came_is_silent_at_the_first_look()
    {
        await SayAsync("ready");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True((await LookAsync()).IsSilent);
    }

    [Fact]
    public async Task One_that_has_stopped_is_not_silent()
    {
        await SayAsync("stopped");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(await LookAsync() is { IsSilent: false, Serves: false });
    }

    [Theory]
    [InlineData("192.0.2.1:25", "b", "192.0.2.1:25")]
    [InlineData("0.0.0.0:25", "b", null)]
    [InlineData("[::]:25", "b", null)]
    [InlineData("[::]:25", "a", "[::]:25")]
    public async Task A_door_on_all_addresses_is_known_to_its_own_node_only(string listen, string here, string? door)
    {
        await SayAsync("ready", listen);
        Assert.Equal(door, (await LookAsync()).Door("smtp", here)?.ToString());
        Assert.Null((await LookAsync()).Door("imap", here));
    }

    private async Task SayAsync(string state, string listen = "192.0.2.1:25") =>
        Assert.True(await _registry.ReportAsync(new NodeReport(new NodeEpoch(1, "a"), "1", _time.GetUtcNow(), state, new Dictionary<string, string> { ["smtp"] = listen }, "all", null), TestContext.Current.CancellationToken));

    private async Task<LivingNode> LookAsync() => Assert.Single(await _nodes.LookAsync(TestContext.Current.CancellationToken));
}
