using System.Diagnostics;

namespace Postamt.Attacks.Oracle;

/// <summary>A process before an attack, compared with the same one after it.</summary>
internal sealed class ProcessWatch(int process)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Restful = TimeSpan.FromMilliseconds(50);

    private readonly Reading? _before = Reading.Of(process);

    public async Task<IReadOnlyList<string>> FindingsAsync(Bounds bounds)
    {
        if (Reading.Of(process) is not { } after || after.Started != _before?.Started)
            return [$"process {process} has ended"];
        var findings = new List<string>();
        var used = after.Cpu - _before.Cpu;
        if (used > bounds.Cpu)
            findings.Add($"the attack cost {used.TotalSeconds:0.0} s of processor time, {bounds.Cpu.TotalSeconds:0} s are allowed");
        var clock = Stopwatch.StartNew();
        while (await RestlessAsync(after, bounds) is { } restless)
        {
            if (clock.Elapsed > bounds.Calm)
                return [.. findings, restless];
        }

        return findings;
    }

    /// <summary>Null once it rests and has given the memory back; each look takes one window.</summary>
    private async Task<string?> RestlessAsync(Reading after, Bounds bounds)
    {
        var begin = Reading.Of(process);
        await Task.Delay(Window, TimeProvider.System, TestContext.Current.CancellationToken);
        var end = Reading.Of(process);
        if (begin is null || end is null || end.Started != after.Started)
            return $"process {process} has ended";
        var growth = end.Resident - _before!.Resident;
        if (growth > bounds.Growth)
            return $"memory has grown by {growth >> 20} MiB, {bounds.Growth >> 20} MiB are allowed";
        return end.Cpu - begin.Cpu > Restful ? "the processor does not come to rest" : null;
    }
}
