using Postamt.Cluster.Nodes;
using Postamt.Engines.Engines;

namespace Postamt.Engines.Cluster;

/// <summary>What nodes say of themselves.</summary>
public abstract class NodeRegistryContract<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly Dictionary<string, string> Listen = new() { ["smtp"] = "192.0.2.1:25" };

    [Fact]
    public async Task The_last_word_of_each_node_stands()
    {
        await SayAsync(1, "b", "starting");
        await SayAsync(2, "a", "ready");
        Engine.Time.Advance(TimeSpan.FromSeconds(5));
        await SayAsync(1, "b", "ready");
        var nodes = await Engine.Registry.ListAsync(Token);
        Assert.Equal(["a ready", "b ready"], nodes.Select(node => $"{node.Name} {node.Report.State}"));
        Assert.Equal(TimeSpan.FromSeconds(5), nodes[1].SeenAt - nodes[0].SeenAt);
        Assert.Equal("1.0", nodes[0].Report.Version);
        Assert.Equal("intake,access", nodes[0].Report.Roles);
        Assert.Equal("192.0.2.1:25", nodes[0].Report.Listen["smtp"]);
        Assert.Equal(["/v1", null], nodes.Select(node => node.Report.Program));
    }

    [Fact]
    public async Task A_process_that_stood_still_is_not_heard_once_its_node_was_started_again()
    {
        await SayAsync(3, "a", "ready");
        await SayAsync(7, "a", "starting");
        Assert.False(await SayAsync(3, "a", "draining"));
        Assert.Equal("starting", Assert.Single(await Engine.Registry.ListAsync(Token)).Report.State);
    }

    [Fact]
    public async Task A_node_that_is_gone_is_forgotten_and_one_that_lives_is_back()
    {
        await SayAsync(3, "a", "ready");
        Assert.True(await Engine.Registry.ForgetAsync("a", Token));
        Assert.False(await Engine.Registry.ForgetAsync("a", Token));
        Assert.Empty(await Engine.Registry.ListAsync(Token));
        await SayAsync(3, "a", "ready");
        Assert.Single(await Engine.Registry.ListAsync(Token));
    }

    private ValueTask<bool> SayAsync(long epoch, string name, string state) =>
        Engine.Registry.ReportAsync(new NodeReport(new NodeEpoch(epoch, name), "1.0", Engine.Time.GetUtcNow(), state, Listen, "intake,access", epoch == 1 ? null : "/v1"), Token);
}

public sealed class RamNodeRegistryTests : NodeRegistryContract<RamEngine>;

public sealed class SqliteNodeRegistryTests : NodeRegistryContract<SqliteEngine>;

public sealed class PostgresNodeRegistryTests : NodeRegistryContract<PostgresqlEngine>;
