using System.Collections.Concurrent;
using Npgsql;
using Postamt.Cluster.Nodes;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

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
