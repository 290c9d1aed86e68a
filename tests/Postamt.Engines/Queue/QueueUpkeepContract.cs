using Postamt.Engines.Engines;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

public abstract class QueueUpkeepContract<TEngine> : QueueTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [Fact]
    public async Task Attempts_stay_while_their_recipient_lives_and_for_their_time_after_it()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        await CompleteAsync(await LeaseOneAsync(), _ => Later());
        Engine.Time.Advance(Month + TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeAttemptsAsync());
        Assert.Equal(["Accepted", "Deferred"], await StepsAsync(request.Id));

        await CompleteAsync(await LeaseOneAsync(), _ => Later());
        Engine.Time.Advance(TimeSpan.FromMinutes(5));
        await CompleteAsync(await LeaseOneAsync(), _ => Sent());
        Assert.Equal(1, await PurgeAttemptsAsync());
        Assert.Equal(["Accepted", "Deferred", "Relayed"], await StepsAsync(request.Id));
        Engine.Time.Advance(Month + TimeSpan.FromDays(1));
        Assert.Equal(1, await PurgeAttemptsAsync());
        Assert.Equal(["Accepted", "Relayed"], await StepsAsync(request.Id));
        await HoldsAsync();
    }

    [Fact]
    public async Task A_fenced_owner_is_forgotten_when_its_node_has_started_again()
    {
        var first = await Engine.Nodes.RegisterAsync("a", "1", Token);
        var other = await Engine.Nodes.RegisterAsync("b", "1", Token);
        await AcceptAsync(Mail(To("b@away.example")));
        await LeaseAsync(first);
        await LeaseAsync(other);
        for (var i = 0; i < 3; i++)
        {
            Engine.Time.Advance(LeaseTimes.Heartbeat);
            await LeaseAsync(other);
        }
        Engine.Time.Advance(Month);
        Assert.Equal(0, await PurgeOwnersAsync());
        Assert.Equal(StoreError.Gone, (await Engine.Queue.LeaseAsync(first, 1, Nothing, Token)).Error);

        await Engine.Nodes.RegisterAsync("a", "1", Token);
        Assert.Equal(0, await PurgeOwnersAsync());
        Engine.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await PurgeOwnersAsync());
        Assert.Equal(0, await PurgeOwnersAsync());
    }

    [Fact]
    public async Task Contents_that_wait_in_the_queue_are_not_swept()
    {
        var request = Mail(To("b@away.example"));
        await AcceptAsync(request);
        Engine.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await SweepAsync());
        var leased = await LeaseOneAsync();
        Assert.Null((await Engine.Blobs.OpenAsync(leased.Content, Token)).Error);
        await CompleteAsync(leased, _ => Sent());
        Assert.Equal(0, await SweepAsync());
        Engine.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(StoreError.NotFound, (await Engine.Blobs.OpenAsync(leased.Content, Token)).Error);
    }

    [Fact]
    public async Task A_filing_key_keeps_a_mail_from_being_filed_twice_until_its_time_is_over()
    {
        await AcceptAsync(Mail(Into("anna@here.example")));
        Engine.Time.Advance(Month - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeFilingsAsync());
        Engine.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await PurgeFilingsAsync());
        Assert.Equal(0, await PurgeFilingsAsync());
        Assert.Equal(1, await InboxCountAsync());
    }

    [Fact]
    public async Task A_proof_from_the_first_row_holds_over_many_seals_and_strands()
    {
        var nodes = new[] { await Engine.Nodes.RegisterAsync("a", "1", Token), await Engine.Nodes.RegisterAsync("b", "1", Token) };
        for (var i = 0; i < 12; i++)
        {
            await AcceptAsync(Mail($"mail {i}", To("b@away.example")));
            if (i % 3 == 0) await CompleteAsync(nodes[i / 3 % 2], (await LeaseAsync(nodes[i / 3 % 2]))[0], _ => Sent());
            Assert.NotNull((await Engine.Ledger.SealAsync(nodes[0], Token)).Value);
        }
        Assert.Null((await Engine.Ledger.SealAsync(nodes[0], Token)).Value);
        await HoldsAsync();
        Assert.True((await ProveAsync(all: false)).Holds);
    }

    private async Task<int> PurgeAttemptsAsync() => (await Engine.QueueUpkeep.PurgeAttemptsAsync(Engine.Time.GetUtcNow() - Month, 1000)).Value;

    private async Task<int> PurgeOwnersAsync() => (await Engine.QueueUpkeep.PurgeOwnersAsync(Engine.Time.GetUtcNow() - TimeSpan.FromDays(1), 1000)).Value;

    private async Task<int> PurgeFilingsAsync() => (await Engine.StoreUpkeep.PurgeFilingsAsync(Engine.Time.GetUtcNow() - Month, 1000)).Value;

    private async Task<int> SweepAsync() => (await Engine.StoreUpkeep.SweepBlobsAsync(Engine.Time.GetUtcNow() - TimeSpan.FromDays(1), 1000)).Value;
}

public sealed class RamQueueUpkeep : QueueUpkeepContract<RamEngine>;

public sealed class SqliteQueueUpkeep : QueueUpkeepContract<SqliteEngine>;

public sealed class PostgresQueueUpkeep : QueueUpkeepContract<PostgresqlEngine>;
