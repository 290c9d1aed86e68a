using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Engines.Store;

public abstract class MessagesContract<TEngine> : StoreTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task An_appended_message_is_read_back_whole()
    {
        await AppendAsync(Inbox, "hello", SystemFlags.Flagged, ["$Label1"]);
        var row = Assert.Single(await RowsAsync(Inbox, MessageColumns.Facts | MessageColumns.Structure | MessageColumns.Prefix));
        Assert.Equal((1u, 11L, 6), (row.Uid.Value, row.SizeOctets, row.PrefixLength));
        Assert.Equal("structure"u8.ToArray(), row.Structure.ToArray());
        Assert.Equal("X: y\r\n"u8.ToArray(), row.Prefix.ToArray());
        Assert.Equal(new MessageFlags(SystemFlags.Flagged, ["$label1"]), row.Flags);
        Assert.Equal(Engine.Time.GetUtcNow(), row.SavedAt);
        Assert.Equal("hello", await ContentAsync(row));
    }

    [Fact]
    public async Task Columns_that_were_not_asked_for_are_empty()
    {
        await AppendAsync(Inbox, "hello");
        var row = Assert.Single(await RowsAsync(Inbox));
        Assert.True(row.Structure.IsEmpty && row.Prefix.IsEmpty);
    }

    [Fact]
    public async Task Append_over_quota_stores_nothing()
    {
        var small = new AccountId(8);
        await Engine.CreateMailboxesAsync(small, Company, quotaOctets: 20);
        var inbox = (await Engine.Mailboxes.FindAsync(small, MailboxName.Inbox, Token)).Value.Id;
        Assert.Null((await TryAppendAsync(inbox, "12345", account: small)).Error);
        Assert.Equal(StoreError.OverQuota, (await TryAppendAsync(inbox, "12345", account: small)).Error);
        var use = (await Engine.Quotas.ReadAsync(small, Token)).Value;
        Assert.Equal((11L, 1L, 20L), (use.UsedOctets, use.UsedMessages, use.LimitOctets));
    }

    [Fact]
    public async Task A_mailbox_of_another_account_is_not_found()
    {
        var other = new AccountId(8);
        await Engine.CreateMailboxesAsync(other, Company);
        var mine = await CreateAsync("mine");
        Assert.Equal(StoreError.NotFound, (await Engine.Messages.OpenAsync(other, mine, Token)).Error);
        Assert.Equal(StoreError.NotFound, (await TryAppendAsync(mine, "x", account: other)).Error);
        Assert.Equal(StoreError.NotFound, (await Engine.Messages.ExpungeAsync(other, mine, null)).Error);
    }

    [Fact]
    public async Task A_blob_of_another_company_is_not_found()
    {
        await AppendAsync(Inbox, "x");
        var row = (await RowsAsync(Inbox))[0];
        Assert.Equal(StoreError.NotFound, (await Engine.Blobs.OpenAsync(row.Blob with { Company = new CompanyId(4) }, Token)).Error);
    }

    [Fact]
    public async Task The_same_content_is_stored_once_a_company()
    {
        await AppendAsync(Inbox, "same");
        await AppendAsync(Inbox, "same");
        var rows = await RowsAsync(Inbox);
        Assert.Equal(rows[0].Blob, rows[1].Blob);
        Assert.NotEqual(rows[0].EmailId, rows[1].EmailId);
    }

    [Fact]
    public async Task The_map_is_the_same_object_while_nothing_changed()
    {
        await AppendAsync(Inbox, "x");
        var first = (await Engine.Messages.OpenAsync(Ada, Inbox, Token)).Value;
        Assert.Same(first, (await Engine.Messages.OpenAsync(Ada, Inbox, Token)).Value);
        await AppendAsync(Inbox, "y");
        Assert.Equal([1u, 2u], await UidsAsync(Inbox));
        await FlagAsync(Inbox, FlagMode.Add, SystemFlags.Deleted);
        await Engine.Messages.ExpungeAsync(Ada, Inbox, [new UidRange(1, 1)]);
        await AppendAsync(Inbox, "z");
        Assert.Equal([2u, 3u], await UidsAsync(Inbox));
        Assert.Equal([1u], first.Uids.ToArray());
    }

    [Fact]
    public async Task Flags_that_are_set_already_change_nothing()
    {
        await AppendAsync(Inbox, "x", SystemFlags.Seen);
        await AppendAsync(Inbox, "y");
        var result = await FlagAsync(Inbox, FlagMode.Add, SystemFlags.Seen);
        Assert.Equal(2u, Assert.Single(result.Changed).Uid.Value);
        Assert.Empty((await FlagAsync(Inbox, FlagMode.Add, SystemFlags.Seen)).Changed);
    }

    [Fact]
    public async Task A_change_since_leaves_newer_messages_alone()
    {
        await AppendAsync(Inbox, "x");
        var at = (await FindAsync("INBOX")).HighestModSeq;
        await AppendAsync(Inbox, "y");
        var result = (await Engine.Messages.StoreFlagsAsync(Ada, Inbox, All, new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Seen)), at)).Value;
        Assert.Equal(1u, Assert.Single(result.Changed).Uid.Value);
        Assert.Equal(2u, Assert.Single(result.Conflicting).Value);
    }

    [Fact]
    public async Task Keywords_keep_the_spelling_of_their_first_use()
    {
        await AppendAsync(Inbox, "x", keywords: ["Work"]);
        await AppendAsync(Inbox, "y", keywords: ["WORK", "home"]);
        var rows = await RowsAsync(Inbox);
        Assert.Equal(["home", "Work"], rows[1].Flags.Keywords);
        Assert.Equal(["home", "Work"], (await Engine.Messages.KeywordsAsync(Ada, Inbox, Token)).Value);
        await FlagAsync(Inbox, FlagMode.Remove, SystemFlags.None, "work");
        Assert.Equal(["home"], (await RowsAsync(Inbox))[1].Flags.Keywords);
    }

    [Fact]
    public async Task Too_many_or_too_long_keywords_are_refused()
    {
        await AppendAsync(Inbox, "x");
        var many = new FlagChange(FlagMode.Replace, new MessageFlags(SystemFlags.None, Enumerable.Range(0, 101).Select(number => $"k{number}")));
        Assert.Equal(StoreError.Limit, (await Engine.Messages.StoreFlagsAsync(Ada, Inbox, All, many, null)).Error);
        var late = new FlagChange(FlagMode.Replace, new MessageFlags(SystemFlags.None, [new string('k', 65)]));
        Assert.Equal(StoreError.Invalid, (await Engine.Messages.StoreFlagsAsync(Ada, Inbox, All, late, null)).Error);
        Assert.Empty((await RowsAsync(Inbox))[0].Flags.Keywords);
    }

    [Fact]
    public async Task Copy_keeps_email_and_internal_date_and_gives_uids_pairwise()
    {
        var target = await CreateAsync("t");
        await AppendAsync(target, "there");
        await AppendAsync(Inbox, "a", SystemFlags.Seen, ["k"]);
        await AppendAsync(Inbox, "b");
        var before = await RowsAsync(Inbox);
        Engine.Time.Advance(TimeSpan.FromHours(1));
        var result = (await Engine.Messages.CopyAsync(Ada, Inbox, All, target)).Value;
        Assert.Equal([1u, 2u], result.Source.Select(uid => uid.Value));
        Assert.Equal([2u, 3u], result.Destination.Select(uid => uid.Value));
        var rows = await RowsAsync(target);
        Assert.Equal(before[0].EmailId, rows[1].EmailId);
        Assert.Equal(before[0].InternalDate, rows[1].InternalDate);
        Assert.Equal(before[0].Flags, rows[1].Flags);
        Assert.Equal(Engine.Time.GetUtcNow(), rows[1].SavedAt);
        Assert.Equal(3L, (await Engine.Quotas.ReadAsync(Ada, Token)).Value.UsedMessages);
    }

    [Fact]
    public async Task Move_leaves_tombstones_in_the_source()
    {
        var target = await CreateAsync("t");
        await AppendAsync(Inbox, "a");
        await AppendAsync(Inbox, "b");
        var since = (await FindAsync("INBOX")).HighestModSeq;
        var result = (await Engine.Messages.MoveAsync(Ada, Inbox, [new UidRange(1, 1)], target)).Value;
        Assert.Equal([2u], await UidsAsync(Inbox));
        Assert.Equal([1u], await UidsAsync(target));
        var changes = (await Engine.Messages.ChangesAsync(Ada, Inbox, since, Token)).Value;
        Assert.Equal(1u, Assert.Single(changes.Vanished).Value);
        Assert.Equal(result.At, changes.UpTo);
        Assert.True(changes.Complete);
    }

    [Fact]
    public async Task A_move_into_the_same_mailbox_gives_new_uids_once()
    {
        await AppendAsync(Inbox, "a");
        await AppendAsync(Inbox, "b");
        var result = (await Engine.Messages.MoveAsync(Ada, Inbox, All, Inbox)).Value;
        Assert.Equal([3u, 4u], result.Destination.Select(uid => uid.Value));
        Assert.Equal([3u, 4u], await UidsAsync(Inbox));
    }

    [Fact]
    public async Task Expunge_with_uids_takes_only_deleted_ones_among_them()
    {
        await AppendAsync(Inbox, "a", SystemFlags.Deleted);
        await AppendAsync(Inbox, "b", SystemFlags.Deleted);
        await AppendAsync(Inbox, "c");
        Assert.Equal([2u], (await Engine.Messages.ExpungeAsync(Ada, Inbox, [new UidRange(2, 3)])).Value.Uids.Select(uid => uid.Value));
        Assert.Equal([1u], (await Engine.Messages.ExpungeAsync(Ada, Inbox, null)).Value.Uids.Select(uid => uid.Value));
        Assert.Equal([3u], await UidsAsync(Inbox));
    }

    [Fact]
    public async Task Changes_are_ordered_by_uid_and_leave_out_what_is_gone_again()
    {
        await AppendAsync(Inbox, "a");
        await AppendAsync(Inbox, "b");
        var since = (await FindAsync("INBOX")).HighestModSeq;
        await AppendAsync(Inbox, "c", SystemFlags.Deleted);
        await AppendAsync(Inbox, "d");
        await Engine.Messages.StoreFlagsAsync(Ada, Inbox, [new UidRange(1, 1)], new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Seen)), null);
        await Engine.Messages.ExpungeAsync(Ada, Inbox, null);
        var changes = (await Engine.Messages.ChangesAsync(Ada, Inbox, since, Token)).Value;
        Assert.Equal([1u, 4u], changes.Changed.Select(row => row.Uid.Value));
        Assert.Equal([3u], changes.Vanished.Select(uid => uid.Value));
    }

    [Fact]
    public async Task Each_change_raises_the_modseq_by_one_and_is_published()
    {
        var heard = new List<AccountChange>();
        using var subscription = Engine.Changes.Subscribe(Ada, heard.Add);
        await AppendAsync(Inbox, "a");
        await FlagAsync(Inbox, FlagMode.Add, SystemFlags.Seen);
        Assert.Equal(2, heard.Count);
        Assert.Equal(heard[0].ModSeq + 1, heard[1].ModSeq);
        Assert.All(heard, change => Assert.Equal(Inbox.Value, change.Mailbox));
        Assert.Equal(heard[1].ModSeq, (await FindAsync("INBOX")).HighestModSeq.Value);
    }

    [Fact]
    public async Task Answers_join_the_conversation_of_what_they_answer()
    {
        await AppendAsync(Inbox, "a", messageId: "one@x");
        await AppendAsync(Inbox, "b", messageId: "two@x", references: ["one@x"]);
        await AppendAsync(Inbox, "c", messageId: "three@x", references: ["one@x", "two@x"]);
        await AppendAsync(Inbox, "d", messageId: "other@x");
        var threads = (await RowsAsync(Inbox)).Select(row => row.ThreadId).ToList();
        Assert.Equal(threads[0], threads[1]);
        Assert.Equal(threads[0], threads[2]);
        Assert.NotEqual(threads[0], threads[3]);
    }

    [Fact]
    public async Task An_answer_that_came_first_waits_for_what_it_answers()
    {
        await AppendAsync(Inbox, "b", messageId: "two@x", references: ["one@x"]);
        await AppendAsync(Inbox, "a", messageId: "one@x");
        var rows = await RowsAsync(Inbox);
        Assert.Equal(rows[0].ThreadId, rows[1].ThreadId);
    }

    [Fact]
    public async Task Reading_stops_at_the_limit_and_goes_on_after_it()
    {
        for (var i = 0; i < 5; i++) await AppendAsync(Inbox, $"m{i}");
        IReadOnlyList<UidRange> odd = [new UidRange(1, 1), new UidRange(3, 5)];
        Assert.Equal([1u, 3u], (await Engine.Messages.ReadAsync(Ada, Inbox, odd, MessageColumns.Facts, 2, Token)).Value.Select(row => row.Uid.Value));
        Assert.Equal([1u, 3u, 4u], (await Engine.Messages.ReadFlagsAsync(Ada, Inbox, odd, default, 3, Token)).Value.Select(row => row.Uid.Value));
    }

    [Fact]
    public async Task Quota_counts_each_message_once_until_its_last_placement_is_gone()
    {
        var target = await CreateAsync("t");
        await AppendAsync(Inbox, "abc");
        await Engine.Messages.CopyAsync(Ada, Inbox, All, target);
        await FlagAsync(Inbox, FlagMode.Add, SystemFlags.Deleted);
        await Engine.Messages.ExpungeAsync(Ada, Inbox, null);
        Assert.Equal(9L, (await Engine.Quotas.ReadAsync(Ada, Token)).Value.UsedOctets);
        await Engine.Mailboxes.DeleteAsync(Ada, Name("t"), Token);
        Assert.Equal((0L, 0L), ((await Engine.Quotas.ReadAsync(Ada, Token)).Value.UsedOctets, (await Engine.Quotas.ReadAsync(Ada, Token)).Value.UsedMessages));
    }
}

public sealed class RamMessages : MessagesContract<RamEngine>;

public sealed class SqliteMessages : MessagesContract<SqliteEngine>;

public sealed class PostgresMessages : MessagesContract<PostgresqlEngine>;
