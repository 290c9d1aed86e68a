using System.Globalization;
using Postamt.Operations.Canary;
using Postamt.Operations.Drills;
using Postamt.Server.Local;

namespace Postamt.Server.Drilling;

/// <summary>This machine's node pretends a fault for a while: the door switches it on, and it goes off by itself should nobody do it.</summary>
/// <param name="before">A session of somebody who was there before; null where it is not wanted.</param>
/// <param name="look">What has to be so meanwhile.</param>
internal sealed class PretendedFault(
    string name, string description, LocalNode node, TimeSpan length, Func<CancellationToken, Task<ProbeMailbox>>? before, Func<ProbeMailbox?, CancellationToken, Task> look, TimeProvider time) : IDrill
{
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(60);

    public string Name => name;

    public string Description => description;

    public string? Obstacle => null;

    public async Task StrikeAsync(CancellationToken abort)
    {
        await using var earlier = before is null ? null : await before(abort);
        await node.AskAsync("drill", "break", name, "--seconds", ((int)(length + Spare).TotalSeconds).ToString(CultureInfo.InvariantCulture));
        await Task.WhenAll(Task.Delay(length, time, abort), look(earlier, abort));
    }

    public async Task HealAsync() => await node.AskAsync("drill", "mend", name);
}
