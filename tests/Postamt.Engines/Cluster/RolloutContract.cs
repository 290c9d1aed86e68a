using Postamt.Cluster.Identity;
using Postamt.Cluster.Rollouts;
using Postamt.Engines.Engines;

namespace Postamt.Engines.Cluster;

/// <summary>One version after another, one node after another.</summary>
public abstract class RolloutContract<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly Actor Eve = Actor.Operator("eve");

    [Fact]
    public async Task The_token_goes_from_node_to_node_and_the_last_one_ends_it()
    {
        Assert.Null(await Engine.Rollouts.LastAsync(Token));
        var begun = (await BeginAsync("/v2"))!;
        Assert.Equal(("/v2", "eve", RolloutState.UnderWay), (begun.Target, begun.BegunBy, begun.State));
        Assert.Equal(["a", "b"], begun.Nodes.Select(node => node.Name));
        Assert.True(await Engine.Rollouts.TryTakeAsync(begun.Id, "a", Token));
        Assert.False(await Engine.Rollouts.TryTakeAsync(begun.Id, "b", Token));
        Assert.False(await Engine.Rollouts.PassAsync(begun.Id, "b", Token));
        Assert.Equal("a", (await LastAsync()).Holder);
        Engine.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await Engine.Rollouts.PassAsync(begun.Id, "a", Token));
        var half = await LastAsync();
        Assert.Equal((null, null, RolloutState.UnderWay), (half.Holder, half.HeldSince, half.State));
        Assert.Equal([begun.BegunAt.AddSeconds(30), null], half.Nodes.Select(node => node.DoneAt));
        Assert.True(await Engine.Rollouts.TryTakeAsync(begun.Id, "b", Token));
        Assert.True(await Engine.Rollouts.PassAsync(begun.Id, "b", Token));
        Assert.Equal((RolloutState.Done, begun.BegunAt.AddSeconds(30)), ((await LastAsync()).State, (await LastAsync()).EndedAt));
        Assert.False(await Engine.Rollouts.TryTakeAsync(begun.Id, "a", Token));
        Assert.False(await Engine.Rollouts.StopAsync(begun.Id, "late", takesBack: true, Token));
    }

    [Fact]
    public async Task There_is_one_at_a_time_and_a_stopped_one_makes_room()
    {
        var first = (await BeginAsync("/v2"))!;
        Assert.Null(await BeginAsync("/v3"));
        Assert.True(await Engine.Rollouts.TryTakeAsync(first.Id, "a", Token));
        Assert.True(await Engine.Rollouts.StopAsync(first.Id, "a: it does not serve", takesBack: true, Token));
        var stopped = await LastAsync();
        Assert.Equal((RolloutState.Stopped, "a: it does not serve", null), (stopped.State, stopped.Reason, stopped.Holder));
        Assert.False(await Engine.Rollouts.PassAsync(first.Id, "a", Token));
        var second = (await BeginAsync("/v3"))!;
        Assert.True(second.Id > first.Id);
        Assert.All(second.Nodes, node => Assert.Null(node.DoneAt));
    }

    [Fact]
    public async Task One_that_fails_takes_the_nodes_back_that_were_done()
    {
        var first = (await BeginAsync("/v2"))!;
        Assert.Equal(("/v1", null), (first.Origin, first.Restores));
        Assert.True(await Engine.Rollouts.TryTakeAsync(first.Id, "a", Token));
        Assert.True(await Engine.Rollouts.PassAsync(first.Id, "a", Token));
        Assert.True(await Engine.Rollouts.TryTakeAsync(first.Id, "b", Token));
        Assert.True(await Engine.Rollouts.StopAsync(first.Id, "b: it does not serve", takesBack: true, Token));
        var back = await LastAsync();
        Assert.Equal(("/v1", "/v2", first.Id, "b: it does not serve", RolloutState.UnderWay), (back.Target, back.Origin, back.Restores, back.Reason, back.State));
        Assert.Equal(["a"], back.Nodes.Select(node => node.Name));
        Assert.Null(await BeginAsync("/v3"));
        Assert.True(await Engine.Rollouts.TryTakeAsync(back.Id, "a", Token));
        Assert.True(await Engine.Rollouts.StopAsync(back.Id, "a: it does not serve either", takesBack: true, Token));
        Assert.Equal((back.Id, RolloutState.Stopped), ((await LastAsync()).Id, (await LastAsync()).State));
    }

    [Fact]
    public async Task One_that_somebody_stops_leaves_the_nodes_as_they_are()
    {
        var first = (await BeginAsync("/v2"))!;
        Assert.True(await Engine.Rollouts.TryTakeAsync(first.Id, "a", Token));
        Assert.True(await Engine.Rollouts.PassAsync(first.Id, "a", Token));
        Assert.True(await Engine.Rollouts.StopAsync(first.Id, "stopped by eve", takesBack: false, Token));
        Assert.Equal((first.Id, RolloutState.Stopped), ((await LastAsync()).Id, (await LastAsync()).State));
    }

    private ValueTask<Rollout?> BeginAsync(string target) => Engine.Rollouts.BeginAsync(target, "/v1", ["b", "a"], Eve, Token);

    private async Task<Rollout> LastAsync() => (await Engine.Rollouts.LastAsync(Token))!;
}

public sealed class RamRolloutTests : RolloutContract<RamEngine>;

public sealed class SqliteRolloutTests : RolloutContract<SqliteEngine>;

public sealed class PostgresRolloutTests : RolloutContract<PostgresqlEngine>;
