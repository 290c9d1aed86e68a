using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Postamt.Cluster.Changes;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Sql.Engines;
using Postamt.Sql.Postgres;
using Postamt.Sql.Postgres.Broadcasting;
using Postamt.Store.Mailboxes;

namespace Postamt.Engines.Nodes;

/// <summary>What one node commits the others hear.</summary>
public sealed class NodesChangeTests : QueueTest<PostgresqlEngine>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private SqlEngine _other = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _other = Engine.OpenAnother();
        await HearsAsync(2);
    }

    public override async ValueTask DisposeAsync()
    {
        _other?.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_delivery_on_one_node_is_heard_on_the_other_and_once_on_its_own()
    {
        var (here, there) = (new ConcurrentQueue<AccountChange>(), new BlockingCollection<AccountChange>());
        using var hereToo = Engine.Changes.Subscribe(Anna, here.Enqueue);
        using var listening = _other.Changes.Subscribe(Anna, there.Add);
        await AcceptAsync(Mail(Into("anna@here.example")));
        var first = Assert.Single(here);
        Assert.Equal(first.ModSeq, Until(there, first.ModSeq).ModSeq);
        Assert.Equal((await _other.Mailboxes.FindAsync(Anna, MailboxName.Inbox, Token)).Value.HighestModSeq.Value, first.ModSeq);
        // A second one comes after whatever the first might still bring.
        await AcceptAsync(Mail("again", Into("anna@here.example")));
        Until(there, first.ModSeq + 1);
        Assert.Equal(2, here.Count);
    }

    [Fact]
    public async Task Changes_are_heard_again_after_the_connections_broke()
    {
        var there = new BlockingCollection<AccountChange>();
        using var listening = _other.Changes.Subscribe(Anna, there.Add);
        await AskAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        for (var patience = 0; !there.TryTake(out _, TimeSpan.FromMilliseconds(100)); patience++)
        {
            Assert.True(patience < 200, "nothing is heard after the connections broke");
            Engine.Time.Advance(TimeSpan.FromSeconds(1));
            await AcceptAsync(Mail($"{patience}", Into("anna@here.example")));
        }
    }

    [Fact]
    public async Task A_sender_that_is_closed_just_when_it_tells_ends()
    {
        var source = new PostgresSource(Engine.ConnectionString);
        for (var round = 0; round < 100; round++)
        {
            var sender = new ChangeSender(source, 1, NullLogger.Instance);
            sender.Add(new AccountChange(Anna, round, 1));
            // It gathers for 20 ms: about then it is closed.
            await Task.Delay(TimeSpan.FromMilliseconds(18 + round % 5), TimeProvider.System, Token);
            await Task.Run(sender.Dispose, Token).WaitAsync(Limit, Token);
        }
    }

    [Fact]
    public void Many_changes_take_several_texts_and_are_read_as_they_were_written()
    {
        AccountChange[] changes = [.. Enumerable.Range(1, 5000).Select(number => new AccountChange(new(number), long.MaxValue - number, number % 3))];
        var read = new List<AccountChange>();
        foreach (var text in ChangeText.Write(17, changes))
        {
            Assert.InRange(text.Length, 1, ChangeText.MaxLength);
            Assert.True(ChangeText.TryRead(text, out var sender, out var some));
            Assert.Equal(17, sender);
            read.AddRange(some);
        }

        Assert.Equal(changes, read);
        Assert.Empty(ChangeText.Write(17, []));
    }

    [Theory, InlineData(""), InlineData("1"), InlineData("2 17 1:2:3"), InlineData("1 17 1:2"), InlineData("1 17 1:2:3:4"), InlineData("1 17 1:2:3 "), InlineData("1 17 -1:2:3"), InlineData("1 17 1:2:99999999999999999999"), InlineData("1  1:2:3")]
    public void What_is_not_in_the_form_is_nobodys_hint(string text)
    {
        Assert.False(ChangeText.TryRead(text, out _, out var changes));
        Assert.Empty(changes);
    }

    /// <summary>The first change heard of this modseq or a later one; what was made before the test can still be under way.</summary>
    private static AccountChange Until(BlockingCollection<AccountChange> there, long modSeq)
    {
        while (there.TryTake(out var change, Limit))
        {
            if (change.ModSeq >= modSeq) return change;
        }

        throw new TimeoutException($"the other node does not hear of modseq {modSeq}");
    }

    /// <summary>So many nodes listen.</summary>
    private async Task HearsAsync(int nodes)
    {
        const string Listening = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";
        for (var patience = 200; await AskAsync(Listening) is var count && count < nodes; patience--)
        {
            Assert.True(patience > 0, $"{count} of {nodes} nodes listen");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private async Task<long> AskAsync(string question)
    {
        await using var connection = new NpgsqlConnection(Engine.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(question, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
