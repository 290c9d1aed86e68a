using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Sql.Engines;
using Postamt.Sql.Segments;
using Postamt.Sql.Spooling;
using Postamt.Sql.Writing;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Tests;

/// <summary>The reserve of the disk, and what the write-ahead log may take of it.</summary>
public sealed class DiskRoomTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory, Trait("drill", "6")]
    [InlineData(64 * Mebibyte, 64 * Mebibyte / 20)]
    [InlineData(5120 * Mebibyte, 256 * Mebibyte)]
    [InlineData(4_000_000 * Mebibyte, 256 * Mebibyte)]
    public void The_reserve_is_a_twentieth_and_at_most_256_MiB(long total, long reserve) => Assert.Equal(reserve, DiskReserve.Of(total));

    [Theory, Trait("drill", "6")]
    [InlineData(64 * Mebibyte, 409)]
    [InlineData(1 * Mebibyte, 100)]
    [InlineData(5120 * Mebibyte, 4000)]
    public void The_log_grows_to_half_the_reserve(long total, int pages) => Assert.Equal(pages, DiskReserve.LogPages(total));

    [Fact, Trait("drill", "6")]
    public void A_mail_must_fit_above_the_reserve_and_room_is_seen_at_once()
    {
        using var folder = new SqlTestFolder();
        var free = 15 * Mebibyte;
        ISpool spool = new DiskSpool(folder.Path, folder.Time, NullLogger.Instance, () => (free, 200 * Mebibyte));
        Assert.True(spool.HasRoom);
        Assert.True(spool.HasRoomFor((5 * Mebibyte) - 1));
        Assert.False(spool.HasRoomFor(5 * Mebibyte));
        free = 10 * Mebibyte;
        folder.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.False(spool.HasRoom);
        free = 11 * Mebibyte;
        Assert.False(spool.HasRoom);
        folder.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(spool.HasRoom);
    }

    [Fact, Trait("drill", "6")]
    public async Task A_large_content_on_its_way_in_leaves_the_reserve_alone()
    {
        using var folder = new SqlTestFolder();
        var free = 11 * Mebibyte;
        var spool = new DiskSpool(folder.Path, folder.Time, NullLogger.Instance, () => (free, 200 * Mebibyte));
        await using var small = spool.Begin();
        await using var large = spool.Begin();
        await large.WriteAsync(new byte[DiskSpoolWriter.MemoryLength + 1], CancellationToken.None);
        free = 10 * Mebibyte;
        folder.Time.Advance(TimeSpan.FromSeconds(1));
        await small.WriteAsync(new byte[DiskSpoolWriter.MemoryLength], CancellationToken.None);
        var full = await Assert.ThrowsAsync<IOException>(async () => await large.WriteAsync(new byte[1], CancellationToken.None));
        Assert.True(DiskAccess.IsNoSpace(full));
    }

    [Fact, Trait("drill", "6")]
    public async Task The_log_is_moved_into_the_database_between_batches()
    {
        using var folder = new SqlTestFolder();
        using var engine = EmbeddedEngine.Open(
            new EmbeddedEngineOptions(folder.Path) { CheckpointPages = 100 }, new EngineParts(folder.Changes, folder.Time, folder.Random, NullLogger.Instance, new DiskAccess()));
        await engine.Writer.WriteAsync<int>(WriteKind.Change, tx => tx.Execute("CREATE TABLE wide (x BLOB)"));
        for (var i = 0; i < 100; i++)
            await engine.Writer.WriteAsync<int>(WriteKind.Change, tx => tx.Execute("INSERT INTO wide (x) VALUES ($1)", new byte[40_000]));
        Assert.InRange(new FileInfo(Path.Combine(folder.Path, "postamt.db-wal")).Length, 1, 2 * Mebibyte);
        Assert.True(new FileInfo(Path.Combine(folder.Path, "postamt.db")).Length > 3 * Mebibyte);
    }
}
