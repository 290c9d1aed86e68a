using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Engines.Store;

public abstract class MailboxesContract<TEngine> : StoreTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task A_new_account_has_its_role_mailboxes_subscribed_and_inbox_first()
    {
        var list = (await Engine.Mailboxes.ListAsync(Ada, Token)).Value;
        Assert.Equal(["INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash"], list.Mailboxes.Select(mailbox => mailbox.Name.Value));
        Assert.All(list.Mailboxes, mailbox => Assert.True(mailbox.Subscribed));
        Assert.Empty(list.OrphanSubscriptions);
    }

    [Fact]
    public async Task An_account_without_mailboxes_is_not_found()
    {
        Assert.Equal(StoreError.NotFound, (await Engine.Mailboxes.ListAsync(new AccountId(99), Token)).Error);
        Assert.Equal(StoreError.NotFound, (await Engine.Mailboxes.CreateAsync(new AccountId(99), Name("a"), MailboxRole.None, false, Token)).Error);
    }

    [Fact]
    public async Task Create_makes_the_missing_levels_above()
    {
        await CreateAsync("a/b/c");
        Assert.True((await FindAsync("a")).Selectable);
        Assert.True((await FindAsync("a/b")).Selectable);
        Assert.Equal(StoreError.Exists, (await Engine.Mailboxes.CreateAsync(Ada, Name("a/b"), MailboxRole.None, false, Token)).Error);
    }

    [Fact]
    public async Task A_special_use_that_is_taken_is_refused_and_can_be_taken_over()
    {
        Assert.Equal(StoreError.InUse, (await Engine.Mailboxes.CreateAsync(Ada, Name("Bin"), MailboxRole.Trash, false, Token)).Error);
        await CreateAsync("Bin");
        Assert.Null((await Engine.Mailboxes.SetRoleAsync(Ada, Name("Bin"), MailboxRole.Trash, Token)).Error);
        Assert.Equal(MailboxRole.Trash, (await FindAsync("Bin")).Role);
        Assert.Equal(MailboxRole.None, (await FindAsync("Trash")).Role);
        Assert.Equal(StoreError.NoPermission, (await Engine.Mailboxes.SetRoleAsync(Ada, Name("INBOX"), MailboxRole.Sent, Token)).Error);
    }

    [Fact]
    public async Task A_name_made_again_has_a_new_uidvalidity()
    {
        await CreateAsync("a");
        var first = await FindAsync("a");
        Assert.Null((await Engine.Mailboxes.DeleteAsync(Ada, Name("a"), Token)).Error);
        Assert.Equal(StoreError.NotFound, (await Engine.Mailboxes.FindAsync(Ada, Name("a"), Token)).Error);
        await CreateAsync("a");
        var second = await FindAsync("a");
        Assert.True(second.UidValidity.Value > first.UidValidity.Value);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Deleting_a_mailbox_with_names_below_leaves_an_unselectable_name()
    {
        var above = await CreateAsync("a");
        await AppendAsync(above, "x");
        await CreateAsync("a/b");
        var before = await FindAsync("a");
        Assert.Null((await Engine.Mailboxes.DeleteAsync(Ada, Name("a"), Token)).Error);
        var left = await FindAsync("a");
        Assert.False(left.Selectable);
        Assert.Equal(0, left.Messages);
        Assert.Equal(StoreError.NotFound, (await Engine.Messages.OpenAsync(Ada, above, Token)).Error);
        Assert.Equal(StoreError.InUse, (await Engine.Mailboxes.DeleteAsync(Ada, Name("a"), Token)).Error);

        var again = (await Engine.Mailboxes.CreateAsync(Ada, Name("a"), MailboxRole.None, false, Token)).Value;
        Assert.True(again.UidValidity.Value > before.UidValidity.Value);
        Assert.Equal(1u, again.UidNext);
    }

    [Fact]
    public async Task Inbox_cannot_be_deleted() =>
        Assert.Equal(StoreError.NoPermission, (await Engine.Mailboxes.DeleteAsync(Ada, MailboxName.Inbox, Token)).Error);

    [Fact]
    public async Task Rename_takes_the_names_below_along_and_keeps_ids_and_messages()
    {
        var above = await CreateAsync("a");
        var below = await CreateAsync("a/b");
        await CreateAsync("ab");
        await AppendAsync(below, "x");
        Assert.Equal(StoreError.Invalid, (await Engine.Mailboxes.RenameAsync(Ada, Name("a"), Name("a/c"), Token)).Error);
        Assert.Equal(StoreError.Exists, (await Engine.Mailboxes.RenameAsync(Ada, Name("a"), Name("ab"), Token)).Error);
        Assert.Equal(StoreError.NotFound, (await Engine.Mailboxes.RenameAsync(Ada, Name("nowhere"), Name("x"), Token)).Error);
        Assert.Null((await Engine.Mailboxes.RenameAsync(Ada, Name("a"), Name("new/c"), Token)).Error);
        Assert.Equal(above, (await FindAsync("new/c")).Id);
        Assert.Equal(below, (await FindAsync("new/c/b")).Id);
        Assert.Equal(1, (await FindAsync("new/c/b")).Messages);
        Assert.True((await FindAsync("new")).Selectable);
        Assert.NotNull(await FindAsync("ab"));
        Assert.Equal(StoreError.NotFound, (await Engine.Mailboxes.FindAsync(Ada, Name("a"), Token)).Error);
    }

    [Fact]
    public async Task Renaming_inbox_moves_its_messages_and_leaves_it_empty()
    {
        await AppendAsync(Inbox, "one", SystemFlags.Seen);
        await AppendAsync(Inbox, "two", keywords: ["$Work"]);
        await CreateAsync("INBOX/below");
        Assert.Null((await Engine.Mailboxes.RenameAsync(Ada, MailboxName.Inbox, Name("old"), Token)).Error);
        var inbox = await FindAsync("INBOX");
        Assert.Equal((Inbox, 0L, 3u), (inbox.Id, inbox.Messages, inbox.UidNext));
        var rows = await RowsAsync((await FindAsync("old")).Id);
        Assert.Equal([SystemFlags.Seen, SystemFlags.None], rows.Select(row => row.Flags.System));
        Assert.True(rows[1].Flags.HasKeyword("$work"));
        Assert.Equal("one", await ContentAsync(rows[0]));
        Assert.NotNull(await FindAsync("INBOX/below"));
    }

    [Fact]
    public async Task A_subscription_needs_no_mailbox_and_outlives_it()
    {
        await Engine.Mailboxes.SubscribeAsync(Ada, Name("later"), true, Token);
        Assert.Equal("later", Assert.Single((await Engine.Mailboxes.ListAsync(Ada, Token)).Value.OrphanSubscriptions).Value);
        await CreateAsync("later");
        Assert.True((await FindAsync("later")).Subscribed);
        await Engine.Mailboxes.DeleteAsync(Ada, Name("later"), Token);
        Assert.Single((await Engine.Mailboxes.ListAsync(Ada, Token)).Value.OrphanSubscriptions);
        await Engine.Mailboxes.SubscribeAsync(Ada, Name("later"), false, Token);
        Assert.Empty((await Engine.Mailboxes.ListAsync(Ada, Token)).Value.OrphanSubscriptions);
    }

    [Fact]
    public async Task Counters_follow_every_change()
    {
        await AppendAsync(Inbox, "12345");
        await AppendAsync(Inbox, "123", SystemFlags.Seen);
        await AppendAsync(Inbox, "1", SystemFlags.Seen | SystemFlags.Deleted);
        var info = await FindAsync("INBOX");
        Assert.Equal((3L, 1L, 1L, 9L + 18L), (info.Messages, info.Unseen, info.Deleted, info.Size));
        await FlagAsync(Inbox, FlagMode.Remove, SystemFlags.Seen);
        await Engine.Messages.ExpungeAsync(Ada, Inbox, null);
        info = await FindAsync("INBOX");
        Assert.Equal((2L, 2L, 0L, 8L + 12L, 4u), (info.Messages, info.Unseen, info.Deleted, info.Size, info.UidNext));
    }
}

public sealed class RamMailboxes : MailboxesContract<RamEngine>;

public sealed class SqliteMailboxes : MailboxesContract<SqliteEngine>;

public sealed class PostgresMailboxes : MailboxesContract<PostgresqlEngine>;
