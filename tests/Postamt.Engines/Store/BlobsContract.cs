using Postamt.Engines.Engines;

namespace Postamt.Engines.Store;

public abstract class BlobsContract<TEngine> : StoreTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_073)]
    [InlineData(700_000)]
    [InlineData(3_000_000)]
    public async Task Any_range_of_a_content_reads_back_as_it_was(int length)
    {
        var content = new string([.. Enumerable.Range(0, length).Select(index => (char)('a' + (uint)index * 2_654_435_761 / 65_536 % 26))]);
        await AppendAsync(Inbox, content);
        var row = Assert.Single(await RowsAsync(Inbox));
        Assert.Equal(content, await ContentAsync(row));

        await using var reader = (await Engine.Blobs.OpenAsync(row.Blob, Token)).Value;
        var buffer = new byte[1000];
        foreach (var offset in new[] { length - 500, length / 2, 0, length - 1, length, length + 10 }.Where(offset => offset >= 0))
        {
            var read = await reader.ReadAsync(offset, buffer, Token);
            Assert.Equal(Math.Clamp(length - offset, 0, buffer.Length), read);
            Assert.Equal(offset > length ? "" : content.Substring(offset, read), System.Text.Encoding.ASCII.GetString(buffer, 0, read));
        }
    }

    [Fact]
    public async Task Contents_are_looked_for_together_and_opened_one_by_one()
    {
        await AppendAsync(Inbox, "one");
        await AppendAsync(Inbox, "two");
        var rows = await RowsAsync(Inbox);
        var nobody = new Postamt.Store.Blobs.BlobRef(rows[0].Blob.Company, 99_999, 3);
        var found = (await Engine.Blobs.FindAsync([rows[0].Blob, rows[1].Blob, rows[1].Blob, nobody], Token)).Value;
        foreach (var row in rows.Reverse())
        {
            await using var reader = (await found.OpenAsync(row.Blob, Token)).Value;
            var buffer = new byte[reader.Length];
            Assert.Equal(buffer.Length, await reader.ReadAsync(0, buffer, Token));
            Assert.Equal(await ContentAsync(row), System.Text.Encoding.ASCII.GetString(buffer));
        }
        Assert.Equal(Postamt.Store.Results.StoreError.NotFound, (await found.OpenAsync(nobody, Token)).Error);
    }
}

public sealed class RamBlobs : BlobsContract<RamEngine>;

public sealed class SqliteBlobs : BlobsContract<SqliteEngine>;

public sealed class PostgresBlobs : BlobsContract<PostgresqlEngine>;
