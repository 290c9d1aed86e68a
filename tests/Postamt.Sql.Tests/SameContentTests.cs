using Postamt.Sql.Contents;
using Postamt.Sql.Engines;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Tests;

/// <summary>One content that comes more than once.</summary>
public sealed class SameContentTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(400_000)]
    public async Task A_content_that_stands_twice_in_one_batch_is_appended_once(int length)
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var content = Text(length);
        using var first = await SqlTestFolder.BodyAsync(engine, content);
        using var second = await SqlTestFolder.BodyAsync(engine, content);
        using var other = await SqlTestFolder.BodyAsync(engine, Text(length, 'b'));
        Assert.True(first.IsSameRecord(second));
        Assert.False(first.IsSameRecord(other));

        var rows = await InOneBatchAsync(engine, () => [StoreAsync(engine, first), StoreAsync(engine, second), StoreAsync(engine, other)]);
        Assert.Equal(rows[0].Value.Id, rows[1].Value.Id);
        Assert.NotEqual(rows[0].Value.Id, rows[2].Value.Id);
        Assert.Equal(first.Location, second.Location);
        Assert.NotEqual(first.Location, other.Location);
        foreach (var row in rows) Assert.NotNull(await SqlTestFolder.ReadAsync(engine, row.Value));
        Assert.Null((await engine.Readers.ReadAsync<long?>(reader => StoreResult<long?>.Ok(reader.QueryLong("SELECT sum(dead_octets) FROM segment")), CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_content_whose_first_request_of_the_batch_is_undone_is_stored_by_the_second()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        using var first = await SqlTestFolder.BodyAsync(engine, Text(1_000));
        using var second = await SqlTestFolder.BodyAsync(engine, Text(1_000));
        var rows = await InOneBatchAsync(engine, () =>
        [
            engine.Writer.WriteAsync<BlobRow>(WriteKind.Accept, [first], tx => tx.Blobs.Ensure(tx, first, references: 0).Error ?? StoreError.OverQuota).AsTask(),
            StoreAsync(engine, second),
        ]);
        Assert.Equal(StoreError.OverQuota, rows[0].Error);
        Assert.Equal(Text(1_000), await SqlTestFolder.ReadAsync(engine, rows[1].Value));
    }

    [Fact]
    public async Task A_content_whose_stored_equal_is_swept_before_the_write_is_refused_for_now_and_stored_the_next_time()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var stored = (await SqlTestFolder.StoreAsync(engine, Text(1_000))).Value;
        using var body = await SqlTestFolder.BodyAsync(engine, Text(1_000));
        Assert.Equal(stored.Id, body.Duplicate);
        await engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            BlobSql.Release(tx, stored.Id);
            return default(Unit);
        });
        folder.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, (await engine.StoreUpkeep.SweepBlobsAsync(folder.Time.GetUtcNow(), 100)).Value);

        Assert.Equal(StoreError.Unavailable, (await StoreAsync(engine, body)).Error);
        var again = await SqlTestFolder.StoreAsync(engine, Text(1_000));
        Assert.Equal(Text(1_000), await SqlTestFolder.ReadAsync(engine, again.Value));
    }

    private static string Text(int length, char letter = 'a') => string.Create(length, letter, static (span, letter) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = (char)(letter + i * 31 % 23);
    });

    /// <summary>Lets requests gather behind a busy writer, so that it takes them in one batch.</summary>
    private static async Task<StoreResult<BlobRow>[]> InOneBatchAsync(EmbeddedEngine engine, Func<Task<StoreResult<BlobRow>>[]> requests)
    {
        await using var held = await HeldWriter.HoldAsync(engine.Writer);
        var running = requests();
        await held.ReleaseAsync();
        return await Task.WhenAll(running);
    }

    private static Task<StoreResult<BlobRow>> StoreAsync(EmbeddedEngine engine, PendingBody body) => engine.Writer.WriteAsync<BlobRow>(WriteKind.Accept, [body], tx =>
    {
        var stored = tx.Blobs.Ensure(tx, body, references: 0);
        if (stored.TryGet(out var row)) BlobSql.AddReference(tx, row.Id);
        return stored;
    }).AsTask();
}
