using Postamt.Sql.Contents;
using Postamt.Sql.Engines;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

public sealed class SegmentTests
{
    [Fact]
    public async Task A_full_segment_is_followed_by_a_new_one()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open(segmentOctets: 512);
        var blobs = new List<BlobRow>();
        for (var i = 0; i < 10; i++) blobs.Add((await SqlTestFolder.StoreAsync(engine, Text(i))).Value);
        Assert.True(engine.SegmentFiles.List().Count > 2);
        for (var i = 0; i < 10; i++) Assert.Equal(Text(i), await SqlTestFolder.ReadAsync(engine, blobs[i]));
    }

    [Fact]
    public void An_orderly_stop_goes_on_in_the_same_segment_and_any_other_begins_a_new_one()
    {
        using var folder = new SqlTestFolder();
        folder.Open().Dispose();
        using (var engine = folder.Open()) Assert.Equal([1], engine.SegmentFiles.List());
        System.IO.File.Delete(Path.Combine(folder.Path, "segments", "clean"));
        using (var engine = folder.Open()) Assert.Equal([1, 2], engine.SegmentFiles.List());
    }

    [Fact]
    public async Task A_flipped_bit_is_never_given_out()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var blob = (await SqlTestFolder.StoreAsync(engine, Text(1))).Value;
        var path = engine.SegmentFiles.PathOf(1);
        var bytes = await System.IO.File.ReadAllBytesAsync(path);
        foreach (var at in new[] { SegmentFormat.FileHeaderLength + 45, SegmentFormat.FileHeaderLength + SegmentFormat.HeadLength + 2, bytes.Length - 20 })
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 1;
            await OverwriteAsync(path, damaged);
            var opened = await engine.Blobs.OpenAsync(blob.Ref, CancellationToken.None);
            if (!opened.TryGet(out var reader))
            {
                Assert.Equal(StoreError.Unavailable, opened.Error);
                continue;
            }
            await Assert.ThrowsAnyAsync<IOException>(async () => await reader.ReadAsync(0, new byte[8000], CancellationToken.None));
        }
        await OverwriteAsync(path, bytes);
        Assert.Equal(Text(1), await SqlTestFolder.ReadAsync(engine, blob));
    }

    [Fact]
    public async Task A_damaged_copy_is_replaced_when_the_same_content_comes_again()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var blob = (await SqlTestFolder.StoreAsync(engine, Text(1))).Value;
        var path = engine.SegmentFiles.PathOf(1);
        var bytes = await System.IO.File.ReadAllBytesAsync(path);
        bytes[^20] ^= 1;
        await OverwriteAsync(path, bytes);
        Assert.Equal(blob.Id, (await SqlTestFolder.StoreAsync(engine, Text(1))).Value.Id);
        Assert.Equal(Text(1), await SqlTestFolder.ReadAsync(engine, blob));
    }

    [Fact]
    public async Task A_scan_finds_whole_records_past_a_torn_one()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        for (var i = 0; i < 3; i++) await SqlTestFolder.StoreAsync(engine, Text(i));
        var path = engine.SegmentFiles.PathOf(1);
        var whole = await ScanAsync(engine);
        Assert.Equal(3, whole.Count);
        Assert.All(whole, record => Assert.Null(record.Damage));

        var bytes = await System.IO.File.ReadAllBytesAsync(path);
        bytes[(int)whole[1].Location.Offset + 10] ^= 0xff;
        await OverwriteAsync(path, bytes[..^9]);
        Assert.Equal([whole[0].Location.Offset], (await ScanAsync(engine)).Select(record => record.Location.Offset));
    }

    [Fact]
    public async Task A_blob_without_references_is_swept_and_its_space_counted_as_dead()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var blob = (await SqlTestFolder.StoreAsync(engine, Text(1))).Value;
        await engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            BlobSql.Release(tx, blob.Id);
            return default(Unit);
        });
        Assert.Equal(0, (await engine.StoreUpkeep.SweepBlobsAsync(folder.Time.GetUtcNow(), 100)).Value);
        folder.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await engine.StoreUpkeep.SweepBlobsAsync(folder.Time.GetUtcNow(), 100)).Value);
        Assert.Null(await SqlTestFolder.ReadAsync(engine, blob));
        var dead = await engine.Readers.ReadAsync<long>(reader => reader.QueryLong("SELECT dead_octets FROM segment WHERE number = 1")!.Value, CancellationToken.None);
        Assert.True(dead.Value > 100);
    }

    private static string Text(int seed) => string.Concat(Enumerable.Range(0, 400).Select(number => $"{number * 7919 * (seed + 1) % 10007} "));

    private static async Task OverwriteAsync(string path, byte[] bytes)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(bytes.Length);
        await file.WriteAsync(bytes);
    }

    private static async Task<List<ScannedRecord>> ScanAsync(EmbeddedEngine engine)
    {
        var records = new List<ScannedRecord>();
        await foreach (var record in SegmentScan.ReadAsync(engine.SegmentFiles, 1, SqlTestFolder.NoKeys, CancellationToken.None)) records.Add(record);
        return records;
    }
}
