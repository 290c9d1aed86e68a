using Npgsql;
using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Engines.Queue;
using Postamt.Queue.Accepting;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Engines.Nodes;

/// <summary>Two nodes write into the same accounts.</summary>
public sealed class NodesSharingTests : QueueTest<PostgresqlEngine>
{
    private const int Each = 150;
    private static readonly AccountId Ben = new(42);

    [Fact]
    public async Task Two_nodes_that_deliver_into_one_mailbox_give_each_uid_once()
    {
        using var other = Engine.OpenAnother();
        var accepts = Enumerable.Range(0, Each).SelectMany(number => new[]
        {
            Engine.Acceptance.AcceptAsync(Mail($"a{number}", Into("anna@here.example"))).AsTask(),
            other.Acceptance.AcceptAsync(Mail($"b{number}", Into("anna@here.example"))).AsTask(),
        });
        foreach (var accepted in await Task.WhenAll(accepts)) Assert.Null(accepted.Error);
        var inbox = (await Engine.Mailboxes.FindAsync(Anna, MailboxName.Inbox, Token)).Value;
        Assert.Equal(2 * Each, inbox.Messages);
        foreach (var node in new[] { Engine.Messages, other.Messages })
        {
            var map = (await node.OpenAsync(Anna, inbox.Id, Token)).Value;
            Assert.Equal(Enumerable.Range(1, 2 * Each).Select(uid => (uint)uid), map.Uids.ToArray());
        }

        await HoldsAsync();
    }

    [Fact]
    public async Task Each_node_has_copies_of_the_seals_whoever_made_them()
    {
        using var other = Engine.OpenAnother();
        for (var i = 0; i < 2; i++)
        {
            await AcceptAsync(Mail($"{i}", To("b@away.example")));
            await Engine.Ledger.SealAsync(Node, Token);
        }

        Assert.Contains("no copy of any outside", Assert.Single((await other.Ledger.VerifyAsync(all: true, Token)).Value.Violations), StringComparison.Ordinal);
        Assert.Equal(2, (await other.Ledger.CopySealsAsync(Token)).Value);
        Assert.Equal(0, (await other.Ledger.CopySealsAsync(Token)).Value);
        Assert.True((await other.Ledger.VerifyAsync(all: true, Token)).Value.Holds);
    }

    [Fact]
    public async Task An_account_another_node_has_holds_up_its_own_mail_alone()
    {
        await Engine.CreateMailboxesAsync(Ben, Company);
        await using var other = await HoldAnnaAsync();
        var held = Engine.Acceptance.AcceptAsync(Mail("held", Into("anna@here.example"))).AsTask();
        var free = Engine.Acceptance.AcceptAsync(Mail("free", new AcceptRecipient[] { Into("ben@here.example") with { Target = new RecipientTarget.File(ToAnna() with { Account = Ben }) } })).AsTask();
        if (await Task.WhenAny(free, held) == held) Assert.Fail($"not held: {(await held).Error} {(await held).Detail}");
        Assert.Null((await free).Error);
        Assert.False(held.IsCompleted);
        await other.CloseAsync();
        Assert.Null((await held).Error);
        Assert.Equal(1, await InboxCountAsync());
    }

    [Fact]
    public async Task Mail_for_an_account_that_stays_with_another_node_is_to_come_again()
    {
        await using var other = await HoldAnnaAsync();
        var held = Engine.Acceptance.AcceptAsync(Mail("held", Into("anna@here.example"))).AsTask();
        for (var patience = 0; !held.IsCompleted; patience++)
        {
            Assert.True(patience < 600, "it waits for ever");
            Engine.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        Assert.Equal(StoreError.Unavailable, (await held).Error);
        await other.CloseAsync();
        Assert.Equal(0, await InboxCountAsync());
    }

    /// <summary>A transaction that has Anna's account until it is closed.</summary>
    private async Task<NpgsqlConnection> HoldAnnaAsync()
    {
        var other = new NpgsqlConnection(Engine.ConnectionString);
        await other.OpenAsync(Token);
        await using var hold = new NpgsqlCommand($"BEGIN; SELECT modseq FROM account_clock WHERE account_id = {Anna} FOR UPDATE", other);
        Assert.NotNull(await hold.ExecuteScalarAsync(Token));
        return other;
    }
}
