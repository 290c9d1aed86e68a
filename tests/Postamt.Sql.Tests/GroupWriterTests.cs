using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

public sealed class GroupWriterTests
{
    private const string Make = "CREATE TABLE IF NOT EXISTS t (x INTEGER PRIMARY KEY)";
    private const string Insert = "INSERT INTO t (x) VALUES ($1)";
    private const string Count = "SELECT count(*) FROM t";

    [Fact]
    public async Task A_failing_request_among_good_ones_is_undone_alone()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        await RunAsync(engine.Writer, tx => tx.Execute(Make));
        await using var held = await HeldWriter.HoldAsync(engine.Writer);
        var good = RunAsync(engine.Writer, tx => tx.Execute(Insert, 1));
        var refused = engine.Writer.WriteAsync<int>(WriteKind.Change, tx =>
        {
            tx.Execute(Insert, 2);
            tx.Publish(new AccountChange(new AccountId(1), 1, 0));
            return StoreError.Limit;
        });
        var thrown = RunAsync(engine.Writer, tx =>
        {
            tx.Execute(Insert, 3);
            return tx.Execute(Insert, 1);
        });
        var undone = engine.Writer.WriteAsync<int>(WriteKind.Change, tx =>
        {
            tx.Undo();
            return tx.Execute(Insert, 4);
        });
        var last = RunAsync(engine.Writer, tx => tx.Execute(Insert, 5));
        var published = 0;
        using var subscription = folder.Changes.SubscribeAll(_ => published++);
        await held.ReleaseAsync();

        Assert.Equal(1, (await good).Value);
        Assert.Equal(StoreError.Limit, (await refused).Error);
        await Assert.ThrowsAsync<Sqlite.SqliteFault>(() => thrown);
        Assert.Equal(1, (await undone).Value);
        Assert.Equal(1, (await last).Value);
        Assert.Equal(2, (await RunAsync(engine.Writer, tx => (int)tx.QueryLong(Count)!.Value)).Value);
        Assert.Equal(0, published);
    }

    [Fact]
    public async Task Requests_that_wait_together_share_one_forced_write()
    {
        using var folder = new SqlTestFolder();
        var disk = new CountingDisk();
        using var engine = folder.Open(disk);
        await using var held = await HeldWriter.HoldAsync(engine.Writer);
        var before = disk.Syncs;
        var stored = Enumerable.Range(0, 20).Select(number => SqlTestFolder.StoreAsync(engine, $"body {number}")).ToList();
        await held.ReleaseAsync();
        foreach (var one in stored) Assert.Null((await one).Error);
        Assert.InRange(disk.Syncs - before, 1, 5);
    }

    [Fact]
    public async Task A_failed_forced_write_acknowledges_nothing_and_makes_the_engine_unsafe()
    {
        using var folder = new SqlTestFolder();
        var disk = new CountingDisk();
        using (var engine = folder.Open(disk))
        {
            var kept = (await SqlTestFolder.StoreAsync(engine, "kept")).Value;
            disk.FailSync = true;
            Assert.Equal(StoreError.Unavailable, (await SqlTestFolder.StoreAsync(engine, "lost")).Error);
            disk.FailSync = false;
            Assert.Equal(StoreError.Unavailable, (await SqlTestFolder.StoreAsync(engine, "after")).Error);
            Assert.NotEmpty(await engine.WhenUnsafe);
            Assert.Equal("kept", await SqlTestFolder.ReadAsync(engine, kept));
        }
        using var again = folder.Open();
        Assert.Null((await SqlTestFolder.StoreAsync(again, "after")).Error);
    }

    [Fact]
    public async Task A_failed_commit_acknowledges_nothing_and_makes_the_engine_unsafe()
    {
        using var folder = new SqlTestFolder();
        var disk = new CountingDisk();
        using var engine = folder.Open(disk);
        disk.FailCommit = true;
        Assert.Equal(StoreError.Unavailable, (await RunAsync(engine.Writer, tx => tx.Execute(Make))).Error);
        Assert.True(engine.WhenUnsafe.IsCompleted);
    }

    [Fact]
    public async Task A_full_disk_refuses_bodies_and_goes_on_when_there_is_room()
    {
        using var folder = new SqlTestFolder();
        var disk = new CountingDisk();
        using var engine = folder.Open(disk);
        disk.Full = true;
        Assert.Equal(StoreError.NoSpace, (await SqlTestFolder.StoreAsync(engine, "first")).Error);
        Assert.Equal(1, (await RunAsync(engine.Writer, _ => 1)).Value);
        disk.Full = false;
        var stored = (await SqlTestFolder.StoreAsync(engine, "second")).Value;
        Assert.Equal("second", await SqlTestFolder.ReadAsync(engine, stored));
        Assert.False(engine.WhenUnsafe.IsCompleted);
    }

    [Fact]
    public async Task A_closed_writer_refuses()
    {
        using var folder = new SqlTestFolder();
        var engine = folder.Open();
        engine.Dispose();
        Assert.Equal(StoreError.Unavailable, (await RunAsync(engine.Writer, _ => 1)).Error);
    }

    private static Task<StoreResult<int>> RunAsync(IWriter writer, Func<WriteTransaction, int> work) =>
        writer.WriteAsync<int>(WriteKind.Change, tx => work(tx)).AsTask();

    private sealed class CountingDisk : DiskAccess
    {
        public int Syncs { get; private set; }

        public bool FailSync { get; set; }

        public bool FailCommit { get; set; }

        public bool Full { get; set; }

        public override void Write(Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            if (Full) throw new IOException("no space left on device", 28);
            base.Write(file, bytes, offset);
        }

        public override void Sync(Microsoft.Win32.SafeHandles.SafeFileHandle file)
        {
            Syncs++;
            if (FailSync) throw new IOException("input/output error", 5);
            base.Sync(file);
        }

        public override void BeforeCommit()
        {
            if (FailCommit) throw new IOException("input/output error", 5);
        }
    }
}
