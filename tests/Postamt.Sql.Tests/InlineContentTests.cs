using System.Security.Cryptography;
using Postamt.Sql.Contents;
using Postamt.Sql.Engines;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

/// <summary>Small contents beside their rows.</summary>
public sealed class InlineContentTests
{
    private const string Records = "SELECT count(*) FROM blob_inline";

    [Theory]
    [InlineData("small", 1)]
    [InlineData("", 1)]
    public async Task A_small_content_that_comes_alone_lies_in_the_database(string content, long records)
    {
        using var folder = new SqlTestFolder();
        BlobRow blob;
        using (var engine = folder.Open(inlineOctets: 1000))
        {
            blob = (await SqlTestFolder.StoreAsync(engine, content)).Value;
            Assert.Equal(records, await CountAsync(engine, Records));
            Assert.Equal(content, await SqlTestFolder.ReadAsync(engine, blob));
        }
        using var again = folder.Open();
        Assert.Equal(content, await SqlTestFolder.ReadAsync(again, blob));
    }

    /// <summary>Also one that shrinks to next to nothing: its record is in a file.</summary>
    [Fact]
    public async Task A_content_that_was_spooled_to_a_file_lies_in_a_segment()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open(inlineOctets: 1000);
        var content = new string('a', 300_000);
        var blob = (await SqlTestFolder.StoreAsync(engine, content)).Value;
        Assert.Equal(0, await CountAsync(engine, Records));
        Assert.Equal(content, await SqlTestFolder.ReadAsync(engine, blob));
    }

    [Fact]
    public async Task A_larger_content_lies_in_a_segment()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open(inlineOctets: 1000);
        var content = string.Concat(Enumerable.Range(0, 100).Select(number => Convert.ToBase64String(SHA256.HashData([(byte)number]))));
        var blob = (await SqlTestFolder.StoreAsync(engine, content)).Value;
        Assert.Equal(0, await CountAsync(engine, Records));
        Assert.Equal(content, await SqlTestFolder.ReadAsync(engine, blob));
    }

    [Fact]
    public async Task It_goes_with_its_last_reference_a_day_later()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open(inlineOctets: 1000);
        var blob = (await SqlTestFolder.StoreAsync(engine, "small")).Value;
        await ReleaseAsync(engine, blob.Id);
        folder.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, (await engine.StoreUpkeep.SweepBlobsAsync(folder.Time.GetUtcNow(), 100)).Value);
        Assert.Equal(0, await CountAsync(engine, Records));
        Assert.Null(await SqlTestFolder.ReadAsync(engine, blob));
    }

    [Fact]
    public async Task A_content_that_may_be_swept_moves_with_a_fresh_record_either_way()
    {
        using var folder = new SqlTestFolder();
        BlobRow blob;
        using (var engine = folder.Open(inlineOctets: 1000))
        {
            blob = (await SqlTestFolder.StoreAsync(engine, "small")).Value;
            await ReleaseAsync(engine, blob.Id);
            Assert.Equal(blob.Id, (await SqlTestFolder.StoreAsync(engine, "small")).Value.Id);
            Assert.Equal(1, await CountAsync(engine, Records));
            Assert.Equal("small", await SqlTestFolder.ReadAsync(engine, blob));
            await ReleaseAsync(engine, blob.Id);
        }
        using (var engine = folder.Open())
        {
            Assert.Equal(blob.Id, (await SqlTestFolder.StoreAsync(engine, "small")).Value.Id);
            Assert.Equal(0, await CountAsync(engine, Records));
            Assert.Equal("small", await SqlTestFolder.ReadAsync(engine, blob));
        }
    }

    [Fact]
    public async Task A_damaged_one_is_not_read_and_comes_right_with_the_next_copy()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open(inlineOctets: 1000);
        var blob = (await SqlTestFolder.StoreAsync(engine, "small")).Value;
        await engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            tx.Execute("UPDATE blob_inline SET record = zeroblob(length(record))");
            return default(Unit);
        });
        Assert.Null(await SqlTestFolder.ReadAsync(engine, blob));
        Assert.Equal(blob.Id, (await SqlTestFolder.StoreAsync(engine, "small")).Value.Id);
        Assert.Equal("small", await SqlTestFolder.ReadAsync(engine, blob));
    }

    private static async Task ReleaseAsync(EmbeddedEngine engine, long blob) => await engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
    {
        BlobSql.Release(tx, blob);
        return default(Unit);
    });

    private static async Task<long> CountAsync(EmbeddedEngine engine, string sql) =>
        (await engine.Readers.ReadAsync<long>(reader => reader.QueryLong(sql)!.Value, CancellationToken.None)).Value;
}
