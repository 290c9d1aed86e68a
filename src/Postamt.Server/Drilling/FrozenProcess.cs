using Postamt.Operations.Drills;

namespace Postamt.Server.Drilling;

/// <summary>A process of this machine stands still for a while and then goes on in the middle of what it was doing.</summary>
internal sealed class FrozenProcess(string name, string description, int? process, string obstacle, TimeSpan length, TimeProvider time) : IDrill
{
    private bool _isFrozen;

    public string Name => name;

    public string Description => description;

    public string? Obstacle => process is null ? obstacle : null;

    public async Task StrikeAsync(CancellationToken abort)
    {
        _isFrozen = true;
        ProcessSignal.Send(process!.Value, ProcessSignal.Stop);
        await Task.Delay(length, time, abort);
    }

    public Task HealAsync()
    {
        if (_isFrozen) ProcessSignal.Send(process!.Value, ProcessSignal.Continue);
        _isFrozen = false;
        return Task.CompletedTask;
    }
}
