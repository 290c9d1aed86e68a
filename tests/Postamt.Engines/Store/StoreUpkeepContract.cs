using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Engines.Store;

public abstract class StoreUpkeepContract<TEngine> : StoreTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task An_expunged_mail_goes_after_its_retention_and_its_content_a_day_later()
    {
        await AppendAsync(Inbox, "one");
        var blob = Assert.Single(await RowsAsync(Inbox)).Blob;
        await ExpungeAllAsync(Inbox);
        Assert.Equal(0, await PurgeAsync());
        Engine.Time.Advance(TimeSpan.FromDays(14) + TimeSpan.FromSeconds(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(1, await PurgeAsync());
        Assert.Equal(0, await PurgeAsync());

        Assert.Equal(0, await SweepAsync());
        Assert.Null((await Engine.Blobs.OpenAsync(blob, Token)).Error);
        Engine.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(StoreError.NotFound, (await Engine.Blobs.OpenAsync(blob, Token)).Error);
    }

    [Fact]
    public async Task What_is_still_in_a_mailbox_stays_however_old()
    {
        await AppendAsync(Inbox, "kept");
        var other = await CreateAsync("Other");
        var copied = await AppendAsync(Inbox, "copied");
        await Engine.Messages.CopyAsync(Ada, Inbox, [new UidRange(copied.Value, copied.Value)], other);
        await FlagAsync(other, FlagMode.Add, SystemFlags.Deleted);
        await Engine.Messages.ExpungeAsync(Ada, other, null);
        Engine.Time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(0, await PurgeAsync());
        Assert.Equal(0, await SweepAsync());
        foreach (var row in await RowsAsync(Inbox)) Assert.NotEmpty(await ContentAsync(row));
    }

    [Fact]
    public async Task A_content_that_comes_again_before_its_sweep_stays()
    {
        await AppendAsync(Inbox, "again");
        await ExpungeAllAsync(Inbox);
        Engine.Time.Advance(TimeSpan.FromDays(15));
        Assert.Equal(1, await PurgeAsync());
        await AppendAsync(Inbox, "again");
        Engine.Time.Advance(TimeSpan.FromDays(15));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal("again", await ContentAsync(Assert.Single(await RowsAsync(Inbox))));
    }

    [Fact]
    public async Task A_call_takes_no_more_than_its_limit()
    {
        for (var i = 0; i < 5; i++) await AppendAsync(Inbox, $"mail {i}");
        await ExpungeAllAsync(Inbox);
        Engine.Time.Advance(TimeSpan.FromDays(15));
        var before = Engine.Time.GetUtcNow() - TimeSpan.FromDays(14);
        int[] gone = [await PurgeAsync(), await PurgeAsync(), await PurgeAsync()];
        Assert.Equal([3, 2, 0], gone);

        async Task<int> PurgeAsync() => (await Engine.StoreUpkeep.PurgeExpungedAsync(before, 3)).Value;
    }

    [Fact]
    public async Task The_oldest_tombstones_go_and_older_changes_are_not_known_any_more()
    {
        for (var i = 0; i < 6; i++) await AppendAsync(Inbox, $"mail {i}");
        var begun = (await FindAsync("INBOX")).HighestModSeq;
        var at = new List<ModSeq>();
        for (uint uid = 1; uid <= 6; uid++)
        {
            await Engine.Messages.StoreFlagsAsync(Ada, Inbox, [new UidRange(uid, uid)], new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Deleted)), null);
            at.Add((await Engine.Messages.ExpungeAsync(Ada, Inbox, null)).Value.At);
        }
        Assert.Equal(0, (await Engine.StoreUpkeep.TrimTombstonesAsync(6, 1000)).Value);
        Assert.True((await ChangesAsync(begun)).Complete);

        Assert.Equal(1, (await Engine.StoreUpkeep.TrimTombstonesAsync(4, 1)).Value);
        Assert.False((await ChangesAsync(begun)).Complete);
        Assert.Equal(1, (await Engine.StoreUpkeep.TrimTombstonesAsync(4, 1000)).Value);
        Assert.Equal(0, (await Engine.StoreUpkeep.TrimTombstonesAsync(4, 1000)).Value);
        var since = await ChangesAsync(at[1]);
        Assert.True(since.Complete);
        Assert.Equal([3u, 4u, 5u, 6u], since.Vanished.Select(uid => uid.Value).Order());
        Assert.Empty(await UidsAsync(Inbox));
    }

    private async Task<MailboxChanges> ChangesAsync(ModSeq since) => (await Engine.Messages.ChangesAsync(Ada, Inbox, since, Token)).Value;

    private async Task ExpungeAllAsync(MailboxId mailbox)
    {
        await FlagAsync(mailbox, FlagMode.Add, SystemFlags.Deleted);
        await Engine.Messages.ExpungeAsync(Ada, mailbox, null);
    }

    private async Task<int> PurgeAsync() => (await Engine.StoreUpkeep.PurgeExpungedAsync(Engine.Time.GetUtcNow() - TimeSpan.FromDays(14), 1000)).Value;

    private async Task<int> SweepAsync() => (await Engine.StoreUpkeep.SweepBlobsAsync(Engine.Time.GetUtcNow() - TimeSpan.FromDays(1), 1000)).Value;
}

public sealed class RamStoreUpkeep : StoreUpkeepContract<RamEngine>;

public sealed class SqliteStoreUpkeep : StoreUpkeepContract<SqliteEngine>;

public sealed class PostgresStoreUpkeep : StoreUpkeepContract<PostgresqlEngine>;
