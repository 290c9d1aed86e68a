using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Rollouts;
using Postamt.Operations.Readiness;
using Postamt.Operations.Rollouts;
using Postamt.Ram.Cluster;

namespace Postamt.Operations.Tests;

/// <summary>What a node does when another version is to take its place.</summary>
public sealed class RolloutWatchTests
{
    private const string Old = "/v1";
    private const string New = "/v2";

    private readonly FakeTimeProvider _time = new();
    private readonly RamRollouts _rollouts;
    private readonly RamNodeRegistry _registry;

    public RolloutWatchTests() => (_rollouts, _registry) = (new RamRollouts(_time), new RamNodeRegistry(_time));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_go_one_after_the_other_and_each_waits_for_the_one_before()
    {
        var (a, b) = (await NodeAsync("a"), await NodeAsync("b"));
        await BeginAsync();
        await b.StepAsync();
        Assert.Null(b.Wanted);
        await a.StepAsync();
        Assert.Equal(New, a.Wanted);
        await a.StepAsync();
        Assert.Equal(1, a.Times);
        await b.StepAsync();
        Assert.Null(b.Wanted);

        a = await NodeAsync("a", New, "starting");
        await a.StepAsync();
        Assert.Equal("a", (await LastAsync()).Holder);
        a.Readiness.Enter(NodePhase.Serving);
        await a.StepAsync();
        Assert.Null((await LastAsync()).Holder);
        await b.StepAsync();
        Assert.Null(b.Wanted);
        await SayAsync("a", "ready");
        await b.StepAsync();
        Assert.Equal(New, b.Wanted);

        b = await NodeAsync("b", New);
        await b.StepAsync();
        Assert.Equal(RolloutState.Done, (await LastAsync()).State);
    }

    [Fact]
    public async Task A_node_that_runs_the_version_already_is_passed_over()
    {
        var a = await NodeAsync("a", New);
        await NodeAsync("b");
        await BeginAsync();
        await a.StepAsync();
        await a.StepAsync();
        Assert.Null(a.Wanted);
        Assert.NotNull((await LastAsync()).Nodes[0].DoneAt);
    }

    [Fact]
    public async Task A_version_that_was_taken_back_stops_it()
    {
        var a = await NodeAsync("a");
        await NodeAsync("b");
        await BeginAsync();
        await a.StepAsync();
        a = await NodeAsync("a");
        a.Failure = "it ended with 1 before it served";
        await a.StepAsync();
        var stopped = await LastAsync();
        Assert.Equal((RolloutState.Stopped, "a: it ended with 1 before it served"), (stopped.State, stopped.Reason));
        Assert.Null(a.Wanted);
    }

    [Fact]
    public async Task A_server_that_ended_before_it_could_be_replaced_leaves_again()
    {
        var a = await NodeAsync("a");
        await NodeAsync("b");
        await BeginAsync();
        await a.StepAsync();
        a = await NodeAsync("a");
        await a.StepAsync();
        Assert.Equal(New, a.Wanted);
    }

    [Fact]
    public async Task A_version_that_is_not_there_stops_it_before_anybody_leaves()
    {
        var a = await NodeAsync("a");
        await NodeAsync("b");
        await BeginAsync();
        a.Obstacle = "/v2 holds no Postamt";
        await a.StepAsync();
        Assert.Equal((RolloutState.Stopped, "a: /v2 holds no Postamt"), ((await LastAsync()).State, (await LastAsync()).Reason));
        Assert.Null(a.Wanted);
    }

    [Fact]
    public async Task One_that_fails_at_the_second_node_takes_the_first_back()
    {
        var (a, b) = (await NodeAsync("a"), await NodeAsync("b"));
        await BeginAsync();
        await a.StepAsync();
        a = await NodeAsync("a", New);
        await a.StepAsync();
        await b.StepAsync();
        Assert.Equal(New, b.Wanted);
        b = await NodeAsync("b");
        b.Failure = "it ended with 1 before it served";
        await b.StepAsync();
        Assert.Equal((Old, RolloutState.UnderWay), ((await LastAsync()).Target, (await LastAsync()).State));
        await b.StepAsync();
        Assert.Null(b.Wanted);
        await a.StepAsync();
        Assert.Equal(Old, a.Wanted);
        a = await NodeAsync("a");
        await a.StepAsync();
        Assert.Equal(RolloutState.Done, (await LastAsync()).State);
    }

    [Fact]
    public async Task A_node_that_does_not_come_back_stops_it()
    {
        var (a, b) = (await NodeAsync("a"), await NodeAsync("b"));
        await BeginAsync();
        await a.StepAsync();
        await b.StepAsync();
        _time.Advance(RolloutWatch.MostHeld);
        await b.StepAsync();
        Assert.Equal(RolloutState.UnderWay, (await LastAsync()).State);
        _time.Advance(TimeSpan.FromSeconds(1));
        await b.StepAsync();
        Assert.Equal((RolloutState.Stopped, "a was to be replaced 6 minutes ago and is not back"), ((await LastAsync()).State, (await LastAsync()).Reason));
    }

    [Fact]
    public async Task A_turn_that_nobody_can_take_ends_it_with_the_name_of_who_is_in_the_way()
    {
        var a = await NodeAsync("a");
        await SayAsync("b", "draining");
        await BeginAsync();
        await a.StepAsync();
        for (var i = 0; i < 61; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await SayAsync("b", "draining");
            await a.StepAsync();
        }
        Assert.Equal((RolloutState.Stopped, "a was not replaced within 10 minutes: b says \"draining\""), ((await LastAsync()).State, (await LastAsync()).Reason));
        Assert.Null(a.Wanted);
    }

    [Fact]
    public async Task Clocks_that_differ_by_an_hour_keep_nobody_from_going()
    {
        var a = await NodeAsync("a");
        await NodeAsync("b");
        await BeginAsync();
        foreach (var seconds in new[] { 0, 5 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            _registry.Skew = TimeSpan.FromHours(-1);
            await SayAsync("b", "ready");
            await a.StepAsync();
        }
        Assert.Equal(New, a.Wanted);
    }

    [Theory, InlineData("draining", 0), InlineData("ready", 30)]
    public async Task Nobody_goes_while_another_does_not_serve(string state, int silentSeconds)
    {
        var a = await NodeAsync("a");
        await NodeAsync("b");
        await BeginAsync();
        await SayAsync("b", state);
        _time.Advance(TimeSpan.FromSeconds(silentSeconds));
        await a.StepAsync();
        Assert.Null(a.Wanted);
    }

    private async Task BeginAsync() => Assert.NotNull(await _rollouts.BeginAsync(New, Old, ["a", "b"], Actor.Operator("eve"), Token));

    private async Task<Rollout> LastAsync() => (await _rollouts.LastAsync(Token))!;

    private ValueTask<bool> SayAsync(string name, string state) =>
        _registry.ReportAsync(new NodeReport(new NodeEpoch(1, name), "1", _time.GetUtcNow(), state, new Dictionary<string, string>(), "all", Old), Token);

    private async Task<Node> NodeAsync(string name, string program = Old, string state = "ready")
    {
        await SayAsync(name, state);
        return new Node(this, name, program, state == "ready" ? NodePhase.Serving : NodePhase.Starting);
    }

    /// <summary>One start of a node.</summary>
    private sealed class Node : IReplaceable
    {
        private readonly RolloutWatch _watch;

        public Node(RolloutWatchTests tests, string name, string program, NodePhase phase)
        {
            Program = program;
            Readiness.Enter(phase);
            _watch = new RolloutWatch(tests._rollouts, new LivingNodes(tests._registry, tests._time), Readiness, this, name, tests._time, NullLogger.Instance);
        }

        public NodeReadiness Readiness { get; } = new();

        public string Program { get; }

        public string? Failure { get; set; }

        public string? Wanted { get; private set; }

        public int Times { get; private set; }

        public string? Obstacle { get; set; }

        public string? ObstacleTo(string program) => program == New ? Obstacle : null;

        public string? FailureOf(string program) => program == New ? Failure : null;

        public void ReplaceBy(string program) => (Wanted, Times) = (program, Times + 1);

        public Task StepAsync() => _watch.StepAsync(Token);
    }
}
