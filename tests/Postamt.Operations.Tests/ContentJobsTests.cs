using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Postamt.Operations.Jobs;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Tests;

/// <summary>Jobs that read or copy contents: in pieces, with a rest after each.</summary>
public sealed class ContentJobsTests
{
    private readonly JobLimits _limits = new() { ContentOctetsPerSecond = 1000, PieceOctets = 500 };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_job_rests_so_long_that_no_more_octets_go_through_than_allowed()
    {
        var upkeep = new FakeContents(pieces: 3, octets: 2000);
        var running = new CompactionJob(upkeep, _limits, _time).RunAsync(CancellationToken.None).AsTask();
        Assert.Equal(1, upkeep.Asked);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(1, upkeep.Asked);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, upkeep.Asked);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(6, (await running).Value);
        Assert.Equal(3, upkeep.Asked);
    }

    [Fact]
    public async Task A_stop_ends_a_rest()
    {
        using var stop = new CancellationTokenSource();
        var running = new RewriteJob(new FakeContents(pieces: 3, octets: 2000), _limits, _time).RunAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task What_the_store_cannot_do_now_ends_the_run_with_its_reason()
    {
        using var metrics = new OperationsMetrics();
        var upkeep = new FakeContents(pieces: 3, octets: 1) { Error = StoreError.NoSpace };
        foreach (IJob job in new IJob[] { new CompactionJob(upkeep, _limits, _time), new RewriteJob(upkeep, _limits, _time), new ScrubJob(upkeep, _limits, metrics, _time) })
            Assert.Equal(StoreError.NoSpace, (await job.RunAsync(CancellationToken.None)).Error);
    }

    [Fact]
    public async Task What_a_scrub_finds_is_counted()
    {
        using var metrics = new OperationsMetrics();
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == OperationsMetrics.MeterName) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            lock (counted) counted[(string)tags[0].Value!] = value;
        });
        listener.Start();
        await new ScrubJob(new FakeContents(pieces: 1, octets: 1), _limits, metrics, _time).RunAsync(CancellationToken.None);
        Assert.Equal(new Dictionary<string, long> { ["good"] = 7, ["repaired"] = 2, ["damaged"] = 1 }, counted);
    }

    private sealed class FakeContents(int pieces, long octets) : IContentUpkeep, ISegmentUpkeep
    {
        public int Asked { get; private set; }

        public StoreError? Error { get; init; }

        private bool Ended => ++Asked == pieces;

        public ValueTask<StoreResult<CompactionPiece>> CompactAsync(CompactionRule rule, long most, CancellationToken stop) =>
            new(Error is { } error ? error : new CompactionPiece(1, octets, 1, Ended));

        public ValueTask<StoreResult<ScrubPiece>> ScrubAsync(TimeSpan every, long most, CancellationToken stop) =>
            new(Error is { } error ? error : new ScrubPiece(10, octets, 1, 2, Ended));

        public ValueTask<StoreResult<RewritePiece>> RewriteAsync(long most, CancellationToken stop) =>
            new(Error is { } error ? error : new RewritePiece(1, octets, Ended));

        public ValueTask<StoreResult<IReadOnlyList<DamagedContent>>> DamagedAsync(int limit, CancellationToken cancellationToken) => new(StoreError.Unavailable);

        public ValueTask<StoreResult<IReadOnlyList<ContentKeyUse>>> KeysAsync(CancellationToken cancellationToken) => new(StoreError.Unavailable);
    }
}
