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
    public async Task Any_range_of_a_content_reads_back_as_it_was(int length)
    {
        var content = new string([.. Enumerable.Range(0, length).Select(index => (char)('a' + (index * 31 + index / 977) % 26))]);
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
}

public sealed class RamBlobs : BlobsContract<RamEngine>;

public sealed class SqliteBlobs : BlobsContract<SqliteEngine>;
