using Postamt.Cluster.Nodes;
using Postamt.Engines.Engines;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

/// <summary>What one node does for all is done by one, and by another one when that has gone.</summary>
public abstract class JobLeaseContract<TEngine> : QueueTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task The_first_that_asks_holds_a_job_and_the_others_do_not()
    {
        Assert.True(await HoldsAsync("seal", Node));
        Assert.False(await HoldsAsync("seal", OtherNode));
        Assert.True(await HoldsAsync("seal", Node));
        Assert.True(await HoldsAsync("scrub", OtherNode));
        Assert.False(await HoldsAsync("scrub", Node));
    }

    [Fact]
    public async Task A_job_stays_with_a_node_that_renews_and_goes_to_another_when_that_is_found_dead()
    {
        Assert.True(await HoldsAsync("seal", Node));
        Assert.Empty(await LeaseAsync(OtherNode));
        for (var i = 0; i < 4; i++)
        {
            Engine.Time.Advance(LeaseTimes.Heartbeat);
            Assert.Null((await Engine.Queue.RenewAsync(Node, Token)).Error);
            Assert.Empty(await LeaseAsync(OtherNode));
            Assert.False(await HoldsAsync("seal", OtherNode));
        }
        for (var i = 0; i < 3; i++)
        {
            Engine.Time.Advance(LeaseTimes.Heartbeat);
            Assert.Empty(await LeaseAsync(OtherNode));
        }
        Assert.True(await HoldsAsync("seal", OtherNode));
        Assert.Equal(StoreError.Gone, (await Engine.JobLeases.TryHoldAsync("seal", Node)).Error);
        var again = new NodeEpoch(103, Node.Name);
        Assert.False(await HoldsAsync("seal", again));
        Assert.True(await HoldsAsync("other", again));
    }

    private async Task<bool> HoldsAsync(string job, NodeEpoch epoch) => (await Engine.JobLeases.TryHoldAsync(job, epoch)).Value;
}

public sealed class RamJobLeaseTests : JobLeaseContract<RamEngine>;

public sealed class SqliteJobLeases : JobLeaseContract<SqliteEngine>;

public sealed class PostgresJobLeases : JobLeaseContract<PostgresqlEngine>;
