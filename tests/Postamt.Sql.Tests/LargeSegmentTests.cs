using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

public sealed class LargeSegmentTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_small_content_is_stored_while_a_large_one_is_forced_to_the_disk()
    {
        using var folder = new SqlTestFolder();
        using var disk = new LargeDisk();
        using var engine = folder.Open(disk);
        disk.Hold();
        var large = Task.Run(() => SqlTestFolder.StoreAsync(engine, Large(1)), TestContext.Current.CancellationToken);
        await disk.Reached.WaitAsync(Limit, TestContext.Current.CancellationToken);
        var small = await SqlTestFolder.StoreAsync(engine, "small").WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal("small", await SqlTestFolder.ReadAsync(engine, small.Value));
        Assert.False(large.IsCompleted);
        disk.GoOn();
        Assert.Equal(Large(1), await SqlTestFolder.ReadAsync(engine, (await large).Value));
    }

    [Fact]
    public async Task A_large_content_is_durable_before_the_writer_hears_of_it()
    {
        using var folder = new SqlTestFolder();
        using var disk = new LargeDisk();
        using var engine = folder.Open(disk);
        using var body = await SqlTestFolder.BodyAsync(engine, Large(1));
        Assert.False(body.IsToAppend);
        Assert.NotNull(body.Location);
        Assert.Equal(["header 2", "write 2", "force 2"], disk.Order);
        var record = new SegmentRecord(engine.SegmentFiles.Open(2), body.Location.Value);
        Assert.Null(await ContentCheck.RunAsync(record, body.Id, body.StoredLength, SqlTestFolder.NoKeys, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Several_at_once_use_several_segments_and_the_next_ones_go_on_in_them()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var blobs = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => SqlTestFolder.StoreAsync(engine, Large(number)), TestContext.Current.CancellationToken)));
        for (var i = 0; i < blobs.Length; i++) Assert.Equal(Large(i), await SqlTestFolder.ReadAsync(engine, blobs[i].Value));
        var used = engine.SegmentFiles.List().Skip(1).ToList();
        Assert.InRange(used.Count, 1, 2);
        var records = 0;
        foreach (var segment in used)
        {
            await foreach (var record in SegmentScan.ReadAsync(engine.SegmentFiles, segment, SqlTestFolder.NoKeys, CancellationToken.None))
            {
                Assert.Null(record.Damage);
                records++;
            }
        }
        Assert.Equal(6, records);
    }

    [Fact]
    public async Task A_full_segment_of_large_contents_is_followed_by_a_new_one()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open(segmentOctets: 400 * 1024);
        for (var i = 0; i < 3; i++) Assert.Equal(Large(i), await SqlTestFolder.ReadAsync(engine, (await SqlTestFolder.StoreAsync(engine, Large(i))).Value));
        Assert.Equal([1, 2, 3, 4], engine.SegmentFiles.List());
    }

    [Fact]
    public async Task The_next_start_goes_on_in_the_writers_segment_and_leaves_those_of_large_contents()
    {
        using var folder = new SqlTestFolder();
        BlobRow large, small;
        using (var engine = folder.Open())
        {
            large = (await SqlTestFolder.StoreAsync(engine, Large(1))).Value;
            small = (await SqlTestFolder.StoreAsync(engine, "small")).Value;
        }
        var length = new FileInfo(Path.Combine(folder.Path, "segments", "00000002.seg")).Length;
        using var again = folder.Open();
        await SqlTestFolder.StoreAsync(again, "later");
        Assert.Equal([1, 2], again.SegmentFiles.List());
        await SqlTestFolder.StoreAsync(again, Large(2));
        Assert.Equal([1, 2, 3], again.SegmentFiles.List());
        Assert.Equal(length, new FileInfo(again.SegmentFiles.PathOf(2)).Length);
        Assert.Equal(Large(1), await SqlTestFolder.ReadAsync(again, large));
        Assert.Equal("small", await SqlTestFolder.ReadAsync(again, small));
    }

    [Fact]
    public async Task After_an_unclean_stop_no_number_is_given_twice()
    {
        using var folder = new SqlTestFolder();
        BlobRow large;
        using (var engine = folder.Open()) large = (await SqlTestFolder.StoreAsync(engine, Large(1))).Value;
        System.IO.File.Delete(Path.Combine(folder.Path, "segments", "clean"));
        using var again = folder.Open();
        var small = (await SqlTestFolder.StoreAsync(again, "small")).Value;
        Assert.Equal([1, 2, 3], again.SegmentFiles.List());
        Assert.Equal(Large(1), await SqlTestFolder.ReadAsync(again, large));
        Assert.Equal("small", await SqlTestFolder.ReadAsync(again, small));
    }

    [Fact]
    public async Task A_full_disk_refuses_a_large_content_and_its_place_is_used_again()
    {
        using var folder = new SqlTestFolder();
        using var disk = new LargeDisk();
        using var engine = folder.Open(disk);
        disk.Fail = new IOException("no space left on device", 28);
        var refused = await Assert.ThrowsAsync<IOException>(() => SqlTestFolder.BodyAsync(engine, Large(1)));
        Assert.True(DiskAccess.IsNoSpace(refused));
        Assert.False(engine.WhenUnsafe.IsCompleted);
        disk.Fail = null;
        using var body = await SqlTestFolder.BodyAsync(engine, Large(2));
        Assert.Equal((2, (long)SegmentFormat.FileHeaderLength), (body.Location!.Value.Segment, body.Location.Value.Offset));
    }

    [Fact]
    public async Task A_failed_forced_write_of_a_large_content_makes_the_engine_unsafe()
    {
        using var folder = new SqlTestFolder();
        using var disk = new LargeDisk();
        using var engine = folder.Open(disk);
        disk.Fail = new ForcedWriteException(new IOException("input/output error", 5));
        await Assert.ThrowsAsync<ForcedWriteException>(() => SqlTestFolder.BodyAsync(engine, Large(1)));
        disk.Fail = null;
        Assert.NotEmpty(await engine.WhenUnsafe);
        Assert.Equal(StoreError.Unavailable, (await SqlTestFolder.StoreAsync(engine, "after")).Error);
    }

    [Fact]
    public async Task A_segment_that_cannot_be_begun_refuses_one_content_and_no_more()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        // As when there is no descriptor left: the file is not opened, and nothing was written that could be lost.
        await System.IO.File.WriteAllTextAsync(engine.SegmentFiles.PathOf(2), "in the way", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => SqlTestFolder.BodyAsync(engine, Large(1)));
        Assert.False(engine.WhenUnsafe.IsCompleted);
        Assert.Equal(Large(1), await SqlTestFolder.ReadAsync(engine, (await SqlTestFolder.StoreAsync(engine, Large(1))).Value));
    }

    /// <summary>1.2 MB that hardly compress.</summary>
    private static string Large(int seed)
    {
        var text = new char[1_200_000];
        var bytes = new byte[32];
        for (var at = 0; at < text.Length; at += 64)
        {
            SHA256.HashData(BitConverter.GetBytes((seed * 1_000_000L) + at), bytes);
            Convert.ToHexStringLower(bytes).CopyTo(text.AsSpan(at));
        }
        return new string(text);
    }

    /// <summary>Lets the writer's own thread alone; what large contents do to their segments can be held, failed and told in order.</summary>
    private sealed class LargeDisk : DiskAccess, IDisposable
    {
        private readonly ManualResetEventSlim _gate = new(true);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _order = [];
        private int _headers;

        public IOException? Fail { get; set; }

        public Task Reached => _reached.Task;

        public IReadOnlyList<string> Order
        {
            get
            {
                lock (_order) return [.. _order.Distinct()];
            }
        }

        public void Hold() => _gate.Reset();

        public void GoOn() => _gate.Set();

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            // The first segment is the writer's.
            if (offset == 0) _headers++;
            if (offset > 0 && _headers > 1)
            {
                if (Fail is { } full && IsNoSpace(full)) throw full;
                Note("write");
            }
            base.Write(file, bytes, offset);
            if (offset == 0 && _headers > 1) Note("header");
        }

        public override void Sync(SafeFileHandle file)
        {
            base.Sync(file);
            if (Thread.CurrentThread.Name == "postamt writer" || _headers < 2 || Order is not [.., var last] || !last.StartsWith("write", StringComparison.Ordinal)) return;
            if (Fail is { } broken && !IsNoSpace(broken)) throw broken;
            Note("force");
            _reached.TrySetResult();
            _gate.Wait(Limit);
        }

        public void Dispose() => _gate.Dispose();

        private void Note(string what)
        {
            lock (_order) _order.Add($"{what} {_headers}");
        }
    }
}
