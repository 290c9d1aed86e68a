using Microsoft.Extensions.Time.Testing;
using Postamt.Operations.Jobs;
using Postamt.Store.Results;

namespace Postamt.Operations.Tests;

/// <summary>What each job asks for, and how it goes on.</summary>
public sealed class JobsTests
{
    private static readonly JobLimits Limits = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));

    public static TheoryData<string, int> Kept { get; } = new()
    {
        { "expunged", 14 },
        { "blobs", 1 },
        { "filings", 30 },
        { "attempts", 30 },
        { "owners", 1 },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_purge_asks_for_what_is_older_than_its_days(string what, int days)
    {
        var upkeep = new FakeUpkeep(0);
        Assert.Equal(0, (await JobOf(what, upkeep).RunAsync(CancellationToken.None)).Value);
        Assert.Equal((what, _time.GetUtcNow() - TimeSpan.FromDays(days), 1000), Assert.Single(upkeep.Asked));
    }

    [Fact]
    public async Task Tombstones_are_kept_by_number()
    {
        var upkeep = new FakeUpkeep(0);
        await new TombstonesJob(upkeep, Limits).RunAsync(CancellationToken.None);
        Assert.Equal("tombstones 10000", Assert.Single(upkeep.Asked).What);
    }

    [Fact]
    public async Task Much_goes_in_pieces_until_one_is_not_full()
    {
        var upkeep = new FakeUpkeep(2500);
        Assert.Equal(2500, (await JobOf("expunged", upkeep).RunAsync(CancellationToken.None)).Value);
        Assert.Equal([1000, 1000, 1000], upkeep.Asked.Select(asked => asked.Limit));
        Assert.Equal(0, upkeep.Left);
    }

    [Fact]
    public async Task A_stop_ends_a_job_after_the_piece_under_way()
    {
        using var stop = new CancellationTokenSource();
        var upkeep = new FakeUpkeep(100_000);
        upkeep.OnPiece = () =>
        {
            if (upkeep.Asked.Count == 3) stop.Cancel();
        };
        Assert.Equal(3000, (await JobOf("blobs", upkeep).RunAsync(stop.Token)).Value);
    }

    [Fact]
    public async Task What_the_store_cannot_do_now_ends_the_run_with_its_reason()
    {
        var upkeep = new FakeUpkeep(5000) { Error = StoreError.NoSpace };
        Assert.Equal(StoreError.NoSpace, (await JobOf("attempts", upkeep).RunAsync(CancellationToken.None)).Error);
        Assert.Single(upkeep.Asked);
    }

    private IJob JobOf(string what, FakeUpkeep upkeep) => what switch
    {
        "expunged" => new ExpungedMailJob(upkeep, Limits, _time),
        "blobs" => new UnusedBlobsJob(upkeep, Limits, _time),
        "filings" => new FilingKeysJob(upkeep, Limits, _time),
        "attempts" => new AttemptsJob(upkeep, Limits, _time),
        "owners" => new LeaseOwnersJob(upkeep, Limits, _time),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
