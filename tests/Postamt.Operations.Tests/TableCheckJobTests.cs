using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Postamt.Operations.Jobs;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Tests;

/// <summary>Tables one after the other, with a rest after each.</summary>
public sealed class TableCheckJobTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, long> _counted = [];

    [Fact]
    public async Task It_rests_after_each_table_as_long_as_that_took_and_counts_what_it_finds()
    {
        using var metrics = new OperationsMetrics();
        using var listener = Listen();
        var tables = new FakeTables(_time, ["account", "blob", "message"], damaged: "blob");
        var running = new TableCheckJob(tables, new JobLimits(), metrics, _time).RunAsync(CancellationToken.None).AsTask();
        Assert.Equal(1, tables.Asked);
        _time.Advance(FakeTables.Takes - TimeSpan.FromSeconds(1));
        Assert.Equal(1, tables.Asked);
        for (var second = 0; second < 60 && !running.IsCompleted; second++) _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await running).Value);
        Assert.Equal(new Dictionary<string, long> { ["good"] = 2, ["damaged"] = 1 }, _counted);
        Assert.Equal(TimeSpan.FromDays(7), tables.Every);
    }

    [Fact]
    public async Task What_the_store_cannot_do_now_ends_the_run_with_its_reason()
    {
        using var metrics = new OperationsMetrics();
        var tables = new FakeTables(_time, ["account"], damaged: "") { Error = StoreError.Unavailable };
        Assert.Equal(StoreError.Unavailable, (await new TableCheckJob(tables, new JobLimits(), metrics, _time).RunAsync(CancellationToken.None)).Error);
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "postamt.operations.tables.checked") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var outcome = (string)tags[0].Value!;
            lock (_counted) _counted[outcome] = _counted.GetValueOrDefault(outcome) + value;
        });
        listener.Start();
        return listener;
    }

    private sealed class FakeTables(FakeTimeProvider time, IReadOnlyList<string> names, string damaged) : ITableUpkeep
    {
        internal static readonly TimeSpan Takes = TimeSpan.FromSeconds(5);

        public int Asked { get; private set; }

        public TimeSpan Every { get; private set; }

        public StoreError? Error { get; init; }

        public ValueTask<StoreResult<TablePiece>> CheckAsync(TimeSpan every, CancellationToken stop)
        {
            Every = every;
            if (Error is { } error) return new(error);
            if (Asked == names.Count) return new(new TablePiece(null, [], Ended: true));
            time.Advance(Takes);
            var name = names[Asked++];
            return new(new TablePiece(name, name == damaged ? ["a row is missing from its index"] : [], Ended: false));
        }
    }
}
