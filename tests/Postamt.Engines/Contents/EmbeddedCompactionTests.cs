using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;
using Postamt.Store.Upkeep;

namespace Postamt.Engines.Contents;

/// <summary>When segments go, and that nothing goes with them.</summary>
public sealed class EmbeddedCompactionTests : IAsyncLifetime
{
    private static readonly CompanyId Company = new(1);
    private static readonly CompactionRule Rule = new(0.5, TimeSpan.FromDays(30));
    private readonly EmbeddedContents _house = new(inlineOctets: 0, segmentOctets: 40_000);

    public ValueTask InitializeAsync()
    {
        _house.Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_segment_without_live_octets_goes_at_once_and_costs_nothing()
    {
        var blobs = await FillAsync();
        foreach (var blob in blobs) await RemoveAsync(blob);
        Assert.Equal((0, 0L), Sum(await CompactAsync()));
        Assert.Single(_house.Files.List());
    }

    [Fact]
    public async Task A_segment_with_less_than_half_live_octets_is_copied_forward_and_goes()
    {
        var blobs = await FillAsync();
        for (var i = 0; i < blobs.Count; i++)
        {
            if (i % 4 != 0) await RemoveAsync(blobs[i]);
        }
        var before = Octets();
        Assert.NotEqual(0, Sum(await CompactAsync()).Moved);
        Assert.InRange(Octets(), 1, before / 2);
        for (var i = 0; i < blobs.Count; i += 4) Assert.Equal(Content(i), await _house.ReadAsync(blobs[i]));
        _house.Crash();
        for (var i = 0; i < blobs.Count; i += 4) Assert.Equal(Content(i), await _house.ReadAsync(blobs[i]));
    }

    [Fact]
    public async Task A_segment_with_more_live_octets_stays()
    {
        var blobs = await FillAsync();
        for (var i = 0; i < blobs.Count; i += 4) await RemoveAsync(blobs[i]);
        var before = _house.Files.List();
        Assert.Equal((0, 0L), Sum(await CompactAsync()));
        Assert.Equal(before, _house.Files.List());
    }

    [Fact]
    public async Task Who_reads_from_a_segment_that_goes_reads_on()
    {
        var large = new byte[200_000];
        new Random(5).NextBytes(large);
        var blob = await _house.StoreAsync(Company, large);
        await FillAsync();
        await using var reader = (await _house.Engine.Blobs.OpenAsync(blob, CancellationToken.None)).Value;
        var content = new byte[large.Length];
        Assert.Equal(10, await reader.ReadAsync(0, content.AsMemory(0, 10), CancellationToken.None));
        await RemoveAsync(blob);
        await CompactAsync();
        Assert.Null(await _house.ReadAsync(blob));
        Assert.False(File.Exists(_house.Files.PathOf(1)));
        Assert.Equal(content.Length, await reader.ReadAsync(0, content, CancellationToken.None));
        Assert.Equal(large, content);
    }

    [Fact]
    public async Task A_set_that_was_looked_for_before_finds_what_has_moved()
    {
        var blobs = await FillAsync();
        var found = (await _house.Engine.Blobs.FindAsync([blobs[0]], CancellationToken.None)).Value;
        foreach (var blob in blobs.Skip(1)) await RemoveAsync(blob);
        await CompactAsync();
        Assert.False(File.Exists(_house.Files.PathOf(1)));
        await using var reader = (await found.OpenAsync(blobs[0], CancellationToken.None)).Value;
        var content = new byte[reader.Length];
        await reader.ReadAsync(0, content, CancellationToken.None);
        Assert.Equal(Content(0), content);
    }

    [Fact]
    public async Task Octets_no_row_has_ever_pointed_at_keep_their_segment_for_thirty_days()
    {
        var blobs = await FillAsync();
        // What an unclean stop leaves: octets behind the last record of a segment that is not written again.
        await File.AppendAllTextAsync(_house.Files.PathOf(1), "a record that was begun", CancellationToken.None);
        foreach (var blob in blobs) await RemoveAsync(blob);
        await CompactAsync();
        Assert.Contains(1, _house.Files.List());
        _house.Time.Advance(TimeSpan.FromDays(29));
        await CompactAsync();
        Assert.Contains(1, _house.Files.List());
        _house.Time.Advance(TimeSpan.FromDays(1));
        await CompactAsync();
        Assert.DoesNotContain(1, _house.Files.List());
    }

    /// <summary>A large content lies on the disk before its row is written: no compaction may come between.</summary>
    [Fact]
    public async Task A_large_content_whose_row_is_not_there_yet_keeps_its_segment()
    {
        var large = new byte[1_200_000];
        new Random(6).NextBytes(large);
        await using var writer = _house.Engine.Spool.Begin();
        await writer.WriteAsync(large, CancellationToken.None);
        await using var spooled = await writer.CompleteAsync(CancellationToken.None);
        using var body = await _house.Engine.Bodies.PrepareAsync(Company, spooled);
        var segment = body.Location!.Value.Segment;
        await FillAsync();
        await CompactAsync();
        Assert.Contains(segment, _house.Files.List());
        BlobRef blob = default;
        await _house.ChangeAsync(tx =>
        {
            blob = tx.Blobs.Ensure(tx, body, 0).Value.Ref;
            Postamt.Sql.Contents.BlobSql.AddReference(tx, blob.Id);
        });
        Assert.Equal(large, await _house.ReadAsync(blob));
    }

    [Fact]
    public async Task Large_contents_are_compacted_as_well()
    {
        var large = Enumerable.Range(0, 4).Select(seed =>
        {
            var content = new byte[1_100_000];
            new Random(seed).NextBytes(content);
            return content;
        }).ToList();
        await using var house = new EmbeddedContents(inlineOctets: 0, segmentOctets: 4_000_000);
        house.Open();
        var blobs = new List<BlobRef>();
        foreach (var content in large) blobs.Add(await house.StoreAsync(Company, content));
        for (var i = 4; i < 8; i++) await house.StoreAsync(Company, [.. large[0].Select(octet => (byte)(octet ^ i))]);
        foreach (var blob in blobs.Skip(1)) await RemoveAsync(house, blob);
        var before = (await house.RowAsync(blobs[0])).Location.Segment;
        await CompactAsync(house);
        Assert.NotEqual(before, (await house.RowAsync(blobs[0])).Location.Segment);
        Assert.False(File.Exists(house.Files.PathOf(before)));
        Assert.Equal(large[0], await house.ReadAsync(blobs[0]));
    }

    [Fact]
    public async Task A_damaged_record_stays_where_it_is_and_the_others_move()
    {
        var blobs = await FillAsync();
        await _house.DamageAsync(blobs[0]);
        for (var i = 2; i < blobs.Count; i++) await RemoveAsync(blobs[i]);
        await CompactAsync();
        Assert.Equal(1, (await _house.RowAsync(blobs[0])).Location.Segment);
        Assert.NotEqual(1, (await _house.RowAsync(blobs[1])).Location.Segment);
        Assert.Equal(Content(1), await _house.ReadAsync(blobs[1]));
        await Assert.ThrowsAnyAsync<IOException>(() => _house.ReadAsync(blobs[0]));
    }

    [Fact]
    public async Task A_number_is_never_given_twice()
    {
        var blobs = await FillAsync();
        foreach (var blob in blobs) await RemoveAsync(blob);
        await CompactAsync();
        var last = _house.Files.List()[^1];
        _house.Crash();
        Assert.True(_house.Files.List()[^1] > last);
    }

    private static byte[] Content(int number)
    {
        var content = new byte[4000];
        new Random(number).NextBytes(content);
        return content;
    }

    private static (int Moved, long Octets) Sum(IReadOnlyList<CompactionPiece> pieces) => (pieces.Sum(piece => piece.Moved), pieces.Sum(piece => piece.Octets));

    /// <summary>Several segments.</summary>
    private async Task<List<BlobRef>> FillAsync()
    {
        var blobs = new List<BlobRef>();
        for (var i = 0; i < 40; i++) blobs.Add(await _house.StoreAsync(Company, Content(i)));
        return blobs;
    }

    private Task RemoveAsync(BlobRef blob) => RemoveAsync(_house, blob);

    private static async Task RemoveAsync(EmbeddedContents house, BlobRef blob)
    {
        await house.ReleaseAsync(blob);
        Assert.Equal(1, (await house.Engine.StoreUpkeep.SweepBlobsAsync(house.Time.GetUtcNow() + TimeSpan.FromSeconds(1), 1000)).Value);
    }

    private Task<IReadOnlyList<CompactionPiece>> CompactAsync() => CompactAsync(_house);

    private static async Task<IReadOnlyList<CompactionPiece>> CompactAsync(EmbeddedContents house)
    {
        var pieces = new List<CompactionPiece>();
        do pieces.Add((await house.Engine.SegmentUpkeep!.CompactAsync(Rule, 20_000, CancellationToken.None)).Value);
        while (!pieces[^1].Ended);
        return pieces;
    }

    private long Octets() => _house.Files.List().Sum(number => new FileInfo(_house.Files.PathOf(number)).Length);
}
