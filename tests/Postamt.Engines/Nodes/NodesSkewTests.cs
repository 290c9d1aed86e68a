using Postamt.Cluster.Nodes;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Sql.Engines;
using Postamt.Store.Results;

namespace Postamt.Engines.Nodes;

/// <summary>Two nodes whose clocks differ: nothing has two owners, and nobody is found dead who lives.</summary>
public sealed class NodesSkewTests : QueueTest<PostgresqlEngine>
{
    private const int Mails = 40;

    [Theory, InlineData(-5), InlineData(5), InlineData(-3600), InlineData(3600)]
    [Trait("drill", "25")]
    public async Task Each_recipient_has_one_owner_whatever_the_clocks_say(int seconds)
    {
        using var other = Other(seconds);
        var leased = new List<QueueRecipientId>();
        for (var i = 0; i < Mails; i++) await AcceptAsync(Mail($"mail {i}", To($"b@away{i}.example")));
        // What the fast clock has written is due at the slow one when it is as late.
        for (var patience = 0; leased.Count < Mails; patience++)
        {
            Assert.True(patience < 50, $"{Mails - leased.Count} are never due");
            leased.AddRange(await TakeAsync(Engine.Queue, Node));
            leased.AddRange(await TakeAsync(other.Queue, OtherNode));
            Engine.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(Mails, leased.Distinct().Count());
        await HoldsAsync();
    }

    [Theory, InlineData(-5), InlineData(5), InlineData(-3600), InlineData(3600)]
    [Trait("drill", "25")]
    public async Task Who_renews_lives_and_who_does_not_is_dead_after_fifteen_seconds_of_anybodys(int seconds)
    {
        using var other = Other(seconds);
        await AcceptAsync(Mail(To("b@away.example")));
        Assert.Single((await Engine.Queue.LeaseAsync(Node, 1, Nothing, Token)).Value);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null((await Engine.Queue.RenewAsync(Node, Token)).Error);
            Assert.Null((await other.Queue.RenewAsync(OtherNode, Token)).Error);
            Engine.Time.Advance(LeaseTimes.Heartbeat);
        }
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await other.Queue.RenewAsync(OtherNode, Token)).Error);
            Engine.Time.Advance(LeaseTimes.Heartbeat);
        }
        Assert.Null((await other.Queue.RenewAsync(OtherNode, Token)).Error);
        Assert.Equal(StoreError.Gone, (await Engine.Queue.RenewAsync(Node, Token)).Error);
    }

    private SqlEngine Other(int seconds) => Engine.OpenAnother(new SkewedTime(Engine.Time, TimeSpan.FromSeconds(seconds)));

    private static async Task<IEnumerable<QueueRecipientId>> TakeAsync(IQueue queue, NodeEpoch node)
    {
        var groups = (await queue.LeaseAsync(node, 4, Nothing, Token)).Value;
        foreach (var group in groups)
            Assert.Null((await queue.CompleteAsync(node, group, [.. group.Recipients.Select(recipient => new RecipientOutcome(recipient.Id, new Outcome.Relayed("mx.example.net", "250 kept")))], [])).Error);
        return groups.SelectMany(group => group.Recipients.Select(recipient => recipient.Id));
    }
}
