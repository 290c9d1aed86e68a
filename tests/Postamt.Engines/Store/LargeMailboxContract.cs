using Postamt.Engines.Engines;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Engines.Store;

/// <summary>A mailbox so large that an engine may answer from what it remembers: it answers as one that does not.</summary>
public abstract class LargeMailboxContract<TEngine> : StoreTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public async Task Flags_read_on_the_way_through_are_those_of_single_reads_after_every_change()
    {
        await AppendAsync(Inbox, "a", SystemFlags.Seen, ["k"]);
        for (var times = 0; times < 12; times++) Assert.Null((await Engine.Messages.CopyAsync(Ada, Inbox, All, Inbox)).Error);
        await IsSameAsync(4096);
        await ChangeAsync(new UidRange(10, 1500), FlagMode.Add, new MessageFlags(SystemFlags.Deleted, ["other"]));
        await IsSameAsync(4096);
        Assert.Null((await Engine.Messages.ExpungeAsync(Ada, Inbox, [new UidRange(1, 500), new UidRange(1400, 2000)])).Error);
        await IsSameAsync(4096 - 491 - 101);
        await AppendAsync(Inbox, "new");
        await ChangeAsync(new UidRange(4000, 4097), FlagMode.Remove, new MessageFlags(SystemFlags.Seen, ["K"]));
        await IsSameAsync(4096 - 491 - 101 + 1);
        await ChangeAsync(new UidRange(1, 4097), FlagMode.Replace, default);
        await IsSameAsync(4096 - 491 - 101 + 1);
        await Engine.Messages.MoveAsync(Ada, Inbox, [new UidRange(1, 1000)], Inbox);
        await IsSameAsync(4096 - 491 - 101 + 1);
    }

    private async Task ChangeAsync(UidRange range, FlagMode mode, MessageFlags flags) =>
        Assert.Null((await Engine.Messages.StoreFlagsAsync(Ada, Inbox, [range], new FlagChange(mode, flags), null)).Error);

    private async Task IsSameAsync(int count)
    {
        // A page far smaller than what is asked for, and one that is larger.
        var wide = await ReadAsync(500, default);
        var narrow = (await Engine.Messages.ReadFlagsAsync(Ada, Inbox, [new UidRange(1, 9_000)], default, 10_000, Token)).Value;
        Assert.Equal(count, narrow.Count);
        Assert.Equal(narrow, wide);
        var middle = narrow[narrow.Count / 2].ModSeq;
        Assert.Equal(narrow.Where(row => row.ModSeq.CompareTo(middle) > 0), await ReadAsync(500, middle));
        IReadOnlyList<UidRange> odd = [new UidRange(3, 700), new UidRange(702, 702), new UidRange(900, 4_000_000)];
        var some = (await Engine.Messages.ReadFlagsAsync(Ada, Inbox, odd, default, 1_000, Token)).Value;
        Assert.Equal(narrow.Where(row => odd.Any(range => row.Uid.Value >= range.First && row.Uid.Value <= range.Last)).Take(1_000), some);
    }

    private async Task<List<FlagRow>> ReadAsync(int page, ModSeq since)
    {
        var rows = new List<FlagRow>();
        while (true)
        {
            var next = rows.Count == 0 ? 1 : rows[^1].Uid.Value + 1;
            var read = (await Engine.Messages.ReadFlagsAsync(Ada, Inbox, [new UidRange(next, uint.MaxValue)], since, page, Token)).Value;
            rows.AddRange(read);
            if (read.Count < page) return rows;
        }
    }
}

public sealed class RamLargeMailbox : LargeMailboxContract<RamEngine>;

public sealed class SqliteLargeMailbox : LargeMailboxContract<SqliteEngine>;

public sealed class PostgresLargeMailbox : LargeMailboxContract<PostgresqlEngine>;
