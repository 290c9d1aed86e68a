using System.Diagnostics;
using System.Globalization;
using Postamt.Operations.Drills;
using Postamt.Server.Processes;

namespace Postamt.Server.Drilling;

/// <summary>A process of this machine stands still for a while and then goes on in the middle of what it was doing.</summary>
internal sealed class FrozenProcess(string name, string description, int? process, string obstacle, TimeSpan length, TimeProvider time) : IDrill
{
    /// <summary>Should this process die meanwhile, another one lets it go on so long after.</summary>
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(30);

    private bool _isFrozen;

    public string Name => name;

    public string Description => description;

    public string? Obstacle => process is null ? obstacle : null;

    public async Task StrikeAsync(CancellationToken abort)
    {
        Guard();
        _isFrozen = true;
        ProcessSignal.Send(process!.Value, ProcessSignal.Stop);
        await Task.Delay(length, time, abort);
    }

    public Task HealAsync()
    {
        // One that was killed while it stood still is not there any more, and its supervisor starts another.
        if (_isFrozen) ProcessSignal.TrySend(process!.Value, ProcessSignal.Continue);
        _isFrozen = false;
        return Task.CompletedTask;
    }

    private void Guard()
    {
        var start = new ProcessStartInfo("setsid");
        foreach (var word in (string[])["--fork", "sh", "-c", "exec >/dev/null 2>&1 </dev/null; sleep \"$1\"; kill -CONT \"$2\"", "sh", Text((int)(length + Spare).TotalSeconds), Text(process!.Value)]) start.ArgumentList.Add(word);
        using var guard = Process.Start(start)!;
        guard.WaitForExit();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
