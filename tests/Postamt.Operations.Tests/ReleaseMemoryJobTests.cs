using Microsoft.Extensions.Time.Testing;
using Postamt.Operations.Jobs;

namespace Postamt.Operations.Tests;

public sealed class ReleaseMemoryJobTests
{
    private const long Mebibyte = 1024 * 1024;

    private readonly FakeTimeProvider _time = new();
    private readonly FakeMemory _memory = new() { ResidentOctets = 100 * Mebibyte };

    [Fact]
    public async Task After_a_burst_memory_is_given_back_once_there_is_little_to_do()
    {
        var job = new ReleaseMemoryJob(_memory, new JobLimits(), _time);
        _memory.ResidentOctets = 300 * Mebibyte;
        Assert.Equal(0, await RunAsync(job, busy: 0.9));
        Assert.Equal(0, _memory.Releases);
        Assert.Equal(180 * Mebibyte, await RunAsync(job, busy: 0.05));
        Assert.Equal(1, _memory.Releases);
        Assert.Equal(0, await RunAsync(job, busy: 0.05));
        Assert.Equal(1, _memory.Releases);
    }

    [Fact]
    public async Task What_is_in_use_is_not_asked_for_again_and_again()
    {
        var job = new ReleaseMemoryJob(_memory, new JobLimits(), _time);
        (_memory.ResidentOctets, _memory.InUse) = (500 * Mebibyte, 450 * Mebibyte);
        Assert.Equal(50 * Mebibyte, await RunAsync(job, busy: 0));
        for (var i = 0; i < 5; i++) await RunAsync(job, busy: 0);
        Assert.Equal(1, _memory.Releases);
        // With much in use it takes more to be worth the while.
        _memory.ResidentOctets = 550 * Mebibyte;
        await RunAsync(job, busy: 0);
        Assert.Equal(1, _memory.Releases);
        _memory.ResidentOctets = 600 * Mebibyte;
        await RunAsync(job, busy: 0);
        Assert.Equal(2, _memory.Releases);
    }

    [Fact]
    public async Task Little_is_left_where_it_is()
    {
        var job = new ReleaseMemoryJob(_memory, new JobLimits(), _time);
        _memory.ResidentOctets = 120 * Mebibyte;
        Assert.Equal(0, await RunAsync(job, busy: 0));
        Assert.Equal(0, _memory.Releases);
    }

    [Fact]
    public void The_process_gives_its_garbage_back()
    {
        var memory = new ProcessMemory();
        Assert.True(memory.ProcessorTime > TimeSpan.Zero);
        Fill();
        var full = memory.ResidentOctets;
        memory.Release();
        Assert.True(full - memory.ResidentOctets > 64 * Mebibyte, $"{full / Mebibyte} MiB, then {memory.ResidentOctets / Mebibyte} MiB");
    }

    /// <summary>Apart, so that nothing of it is still referred to.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Fill()
    {
        var garbage = new byte[128 * Mebibyte];
        for (var page = 0; page < garbage.Length; page += 4096) garbage[page] = 1;
        Assert.Equal(1, garbage[4096]);
    }

    private async Task<long> RunAsync(ReleaseMemoryJob job, double busy)
    {
        _time.Advance(job.Every);
        _memory.ProcessorTime += job.Every * busy;
        return (await job.RunAsync(TestContext.Current.CancellationToken)).Value;
    }

    private sealed class FakeMemory : IProcessMemory
    {
        public long ResidentOctets { get; set; }

        public long InUse { get; set; } = 120 * Mebibyte;

        public TimeSpan ProcessorTime { get; set; }

        public int Releases { get; private set; }

        public void Release() => (ResidentOctets, Releases) = (InUse, Releases + 1);
    }
}
