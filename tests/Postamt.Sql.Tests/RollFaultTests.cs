using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Postamt.Sql.Segments;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

/// <summary>A segment is full and the next one cannot be begun.</summary>
public sealed class RollFaultTests
{
    // Each longer than a segment, compressed.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetHexString(2000))];

    [Fact, Trait("drill", "6")]
    public async Task Without_room_for_a_new_segment_bodies_are_refused_and_then_go_on()
    {
        using var folder = new SqlTestFolder();
        var disk = new NewSegmentFault();
        using var engine = folder.Open(disk, segmentOctets: 512);
        var first = (await SqlTestFolder.StoreAsync(engine, Text(1))).Value;
        disk.NoRoom = true;
        Assert.Equal(StoreError.NoSpace, (await SqlTestFolder.StoreAsync(engine, Text(2))).Error);
        Assert.Equal(StoreError.NoSpace, (await SqlTestFolder.StoreAsync(engine, Text(3))).Error);
        Assert.False(engine.WhenUnsafe.IsCompleted);
        Assert.Single(engine.SegmentFiles.List());
        disk.NoRoom = false;
        var second = (await SqlTestFolder.StoreAsync(engine, Text(2))).Value;
        Assert.Equal(Text(1), await SqlTestFolder.ReadAsync(engine, first));
        Assert.Equal(Text(2), await SqlTestFolder.ReadAsync(engine, second));
        Assert.Equal(2, engine.SegmentFiles.List().Count);
    }

    [Fact, Trait("drill", "5")]
    public async Task A_folder_that_cannot_be_forced_out_makes_the_engine_unsafe()
    {
        using var folder = new SqlTestFolder();
        var disk = new NewSegmentFault();
        using (var engine = folder.Open(disk, segmentOctets: 512))
        {
            Assert.Null((await SqlTestFolder.StoreAsync(engine, Text(1))).Error);
            disk.FolderFails = true;
            Assert.Equal(StoreError.Unavailable, (await SqlTestFolder.StoreAsync(engine, Text(2))).Error);
            disk.FolderFails = false;
            Assert.Equal(StoreError.Unavailable, (await SqlTestFolder.StoreAsync(engine, Text(3))).Error);
            Assert.True(engine.WhenUnsafe.IsCompleted);
        }

        using var again = folder.Open();
        Assert.Null((await SqlTestFolder.StoreAsync(again, Text(2))).Error);
    }

    private static string Text(int number) => Texts[number];

    private sealed class NewSegmentFault : DiskAccess
    {
        public bool NoRoom { get; set; }

        public bool FolderFails { get; set; }

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            if (NoRoom && offset == 0) throw new IOException("no space left on device", 28);
            base.Write(file, bytes, offset);
        }

        public override void SyncFolder(string path)
        {
            if (FolderFails) throw new IOException("input/output error", 5);
            base.SyncFolder(path);
        }
    }
}
