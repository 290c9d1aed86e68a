using System.Collections.Concurrent;
using Npgsql;
using Postamt.Cluster.Nodes;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Engines.Nodes;

/// <summary>Two nodes work on one queue at the same time.</summary>
public sealed class NodesQueueTests : QueueTest<PostgresqlEngine>
{
    private const int Mails = 300;

    [Fact]
    public async Task Each_recipient_is_leased_once_and_nothing_is_left_behind()
    {
        using var other = Engine.OpenAnother();
        var leased = new ConcurrentBag<QueueRecipientId>();
        var accepting = Task.Run(AcceptAllAsync, Token);
        await Task.WhenAll(WorkAsync(Engine.Queue, Node, leased, accepting), WorkAsync(other.Queue, OtherNode, leased, accepting));
        await accepting;
        Assert.Equal(4 * Mails, leased.Count);
        Assert.Equal(4 * Mails, leased.Distinct().Count());
        await HoldsAsync();
        Assert.Null((await Engine.Queue.NextDueAsync(Token)).Value);
        await using var connection = new NpgsqlConnection(Engine.ConnectionString);
        await connection.OpenAsync(Token);
        await using var count = new NpgsqlCommand("SELECT (SELECT count(*) FROM queue_message) + (SELECT count(*) FROM queue_recipient) + (SELECT count(*) FROM queue_destination)", connection);
        Assert.Equal(0L, await count.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Who_acts_at_this_moment_is_found_dead_when_it_is_done()
    {
        await AcceptAsync(Mail(To("one@away.example")));
        Assert.Single((await Engine.Queue.LeaseAsync(Node, 1, Nothing, Token)).Value);
        Assert.Empty((await Engine.Queue.LeaseAsync(OtherNode, 1, Nothing, Token)).Value);
        await using var connection = new NpgsqlConnection(Engine.ConnectionString);
        await connection.OpenAsync(Token);
        await using var leasing = await connection.BeginTransactionAsync(Token);
        await using (var look = new NpgsqlCommand($"SELECT fenced FROM queue_owner WHERE epoch = {Node.Epoch} FOR KEY SHARE", connection, leasing)) Assert.Equal(0L, await look.ExecuteScalarAsync(Token));
        for (var i = 0; i < 4; i++)
        {
            Engine.Time.Advance(LeaseTimes.Heartbeat);
            Assert.Null((await Engine.Queue.RenewAsync(OtherNode, Token)).Error);
        }
        Assert.Empty((await Engine.Queue.LeaseAsync(OtherNode, 1, Nothing, Token)).Value);
        await leasing.CommitAsync(Token);
        Assert.Single((await Engine.Queue.LeaseAsync(OtherNode, 1, Nothing, Token)).Value);
        Assert.Equal(StoreError.Gone, (await Engine.Queue.LeaseAsync(Node, 1, Nothing, Token)).Error);
    }

    /// <summary>To one that is a group of two, and to two hosts elsewhere: four recipients with the group's members.</summary>
    private async Task AcceptAllAsync()
    {
        foreach (var chunk in Enumerable.Range(0, Mails).Chunk(10))
            await Task.WhenAll(chunk.Select(number => AcceptAsync(Mail($"mail {number}", To("group@here.example"), To("one@away.example")))));
    }

    private async Task WorkAsync(IQueue queue, NodeEpoch node, ConcurrentBag<QueueRecipientId> leased, Task accepting)
    {
        var nothingSince = 0;
        while (nothingSince < 3)
        {
            var accepted = accepting.IsCompleted;
            var groups = (await queue.LeaseAsync(node, 7, Nothing, Token)).Value;
            nothingSince = groups.Count == 0 && accepted ? nothingSince + 1 : 0;
            await Task.WhenAll(groups.Select(async group =>
            {
                foreach (var recipient in group.Recipients) leased.Add(recipient.Id);
                Assert.Null((await queue.CompleteAsync(node, group, [.. group.Recipients.Select(recipient => new RecipientOutcome(recipient.Id, OutcomeOf(recipient)))], [])).Error);
            }));
        }
    }

    private static Outcome OutcomeOf(LeasedRecipient recipient) => recipient.Recipient.Address.LocalPart == "group"
        ? new Outcome.Expanded([To("two@away.example"), To("three@elsewhere.example")])
        : new Outcome.Relayed("mx.example.net", "250 kept");
}
