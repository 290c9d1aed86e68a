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
    public async Task A_node_that_does_not_come_back_stops_it()
    {
        var (a, b) = (await NodeAsync("a"), await NodeAsync("b"));
        await BeginAsync();
        await a.StepAsync();
        _time.Advance(RolloutWatch.MostHeld);
        await b.StepAsync();
        Assert.Equal(RolloutState.UnderWay, (await LastAsync()).State);
        _time.Advance(TimeSpan.FromSeconds(1));
        await b.StepAsync();
        Assert.Equal((RolloutState.Stopped, "a was to be replaced 6 minutes ago and is not back"), ((await LastAsync()).State, (await LastAsync()).Reason));
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

    private async Task BeginAsync() => Assert.NotNull(await _rollouts.BeginAsync(New, ["a", "b"], Actor.Operator("eve"), Token));

    private async Task<Rollout> LastAsync() => (await _rollouts.LastAsync(Token))!;

    private ValueTask SayAsync(string name, string state) =>
        _registry.ReportAsync(new NodeReport(new NodeEpoch(1, name), "1", _time.GetUtcNow(), state, new Dictionary<string, string>()), Token);

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
            _watch = new RolloutWatch(tests._rollouts, tests._registry, Readiness, this, name, tests._time, NullLogger.Instance);
        }

        public NodeReadiness Readiness { get; } = new();

        public string Program { get; }

        public string? Failure { get; set; }

        public string? Wanted { get; private set; }

        public int Times { get; private set; }

        public string? FailureOf(string program) => program == New ? Failure : null;

        public void ReplaceBy(string program) => (Wanted, Times) = (program, Times + 1);

        public Task StepAsync() => _watch.StepAsync(Token);
    }
}
