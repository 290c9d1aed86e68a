using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Nodes;
using Postamt.Operations.Jobs;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Operations.Tests;

public sealed class JobRunnerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly CancellationTokenSource _stop = new();
    private readonly ListLogger _logger = new();
    private readonly FakeLeases _leases = new();
    private readonly CurrentEpoch _epoch = new(new NoNodes(), "1.0", new NodeEpoch(1, "a"));
    private DateTimeOffset _begin;

    public void Dispose()
    {
        _random.Dispose();
        _epoch.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_job_runs_soon_after_the_start_and_then_about_as_often_as_it_says()
    {
        var job = new FakeJob("a", TimeSpan.FromHours(1), _time, _ => 1);
        await RunUntilAsync(() => job.Runs.Count >= 6, job);
        var runs = job.Runs.ToList();
        Assert.InRange(runs[0] - _begin, TimeSpan.Zero, TimeSpan.FromMinutes(10.5));
        foreach (var (earlier, later) in runs.Zip(runs.Skip(1))) Assert.InRange(later - earlier, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(66.5));
        Assert.True(runs.Zip(runs.Skip(1), (earlier, later) => later - earlier).Distinct().Count() > 1, "all intervals are the same");
    }

    [Fact]
    public async Task A_job_that_throws_is_logged_tried_again_soon_and_does_not_stop_the_others()
    {
        var broken = new FakeJob("broken", TimeSpan.FromHours(1), _time, _ => throw new InvalidOperationException("no luck"));
        var good = new FakeJob("good", TimeSpan.FromHours(1), _time, _ => 1);
        await RunUntilAsync(() => broken.Runs.Count >= 5 && good.Runs.Count >= 2, broken, good);
        var runs = broken.Runs.ToList();
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.5)));
        var records = _logger.Records.Where(record => record.Level == LogLevel.Error).ToList();
        Assert.True(records.Count >= 5);
        Assert.All(records, record => Assert.Contains("broken", record.Message, StringComparison.Ordinal));
        Assert.All(records, record => Assert.Equal("no luck", record.Fault?.Message));
    }

    [Fact]
    public async Task A_refusal_of_the_store_is_logged_with_its_reason()
    {
        var full = new FakeJob("full", TimeSpan.FromMinutes(1), _time, _ => StoreResult<long>.No(StoreError.NoSpace, "disk full"));
        await RunUntilAsync(() => full.Runs.Count >= 2, full);
        Assert.Contains(_logger.Records, record => record.Level == LogLevel.Error && record.Message.Contains("NoSpace disk full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_ends_jobs_that_wait_and_jobs_that_run()
    {
        var waiting = new FakeJob("waiting", TimeSpan.FromDays(1), _time, _ => 1);
        var running = new FakeJob("running", TimeSpan.FromSeconds(1), _time, stop => throw new OperationCanceledException(stop));
        await RunUntilAsync(() => running.Runs.Count > 0, waiting, running);
        Assert.DoesNotContain(_logger.Records, record => record.Level == LogLevel.Error && record.Message.Contains("waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_another_node_does_is_left_to_it_until_that_has_gone()
    {
        var job = new FakeJob("shared", TimeSpan.FromMinutes(1), _time, _ => 1);
        var own = new FakeJob("own", TimeSpan.FromMinutes(1), _time, _ => 1) { IsEachNodes = true };
        _leases.Answer = false;
        await RunUntilAsync(() => own.Runs.Count >= 5, job, own);
        Assert.Empty(job.Runs);
        Assert.Contains(("shared", 1L), _leases.Asked);
        Assert.DoesNotContain(_leases.Asked, asked => asked.Job == "own");
        Assert.DoesNotContain(_logger.Records, record => record.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_job_whose_holder_cannot_be_asked_for_is_not_done_and_said()
    {
        var job = new FakeJob("shared", TimeSpan.FromMinutes(1), _time, _ => 1);
        var own = new FakeJob("own", TimeSpan.FromMinutes(1), _time, _ => 1) { IsEachNodes = true };
        _leases.Answer = StoreError.Unavailable;
        await RunUntilAsync(() => own.Runs.Count >= 5, job, own);
        Assert.Empty(job.Runs);
        Assert.Contains(_logger.Records, record => record.Level == LogLevel.Error && record.Message.Contains("shared", StringComparison.Ordinal));
    }

    /// <summary>Moves the clock in small steps until a condition holds, then stops the runner and waits for its end.</summary>
    private async Task RunUntilAsync(Func<bool> done, params IJob[] jobs)
    {
        _begin = _time.GetUtcNow();
        // Without a context of the test, whatever waits for the clock goes on within Advance.
        var running = await Task.Run(() => new Started(new JobRunner(jobs, _leases, _epoch, new JobLimits(), _time, _random, _logger).RunAsync(_stop.Token)));
        while (!done())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(10));
        }
        await _stop.CancelAsync();
        await running.Work;
    }

    private sealed record Started(Task Work);

    private sealed class FakeLeases : IJobLeases
    {
        public StoreResult<bool> Answer { get; set; } = true;

        public ConcurrentQueue<(string Job, long Epoch)> Asked { get; } = [];

        public ValueTask<StoreResult<bool>> TryHoldAsync(string job, NodeEpoch epoch)
        {
            Asked.Enqueue((job, epoch.Epoch));
            return new(Answer);
        }
    }

    private sealed class NoNodes : INodes
    {
        public ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class FakeJob(string name, TimeSpan every, TimeProvider time, Func<CancellationToken, StoreResult<long>> work) : IJob
    {
        public string Name => name;

        public TimeSpan Every => every;

        public bool IsEachNodes { get; init; }

        public ConcurrentQueue<DateTimeOffset> Runs { get; } = [];

        public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
        {
            Runs.Enqueue(time.GetUtcNow());
            return new(work(stop));
        }
    }
}
