using Postamt.Operations.Drills;
using Postamt.Server.Processes;

namespace Postamt.Server.Drilling;

/// <summary>This machine's node is killed in the middle of whatever it does.</summary>
internal sealed class KillNode(int process, bool isSupervised) : IDrill
{
    public string Name => "kill-node";

    public string Description => "kills this machine's node (SIGKILL); its supervisor starts it again, the others take over meanwhile";

    public string? Obstacle => isSupervised ? null : "The server was started by postamt serve: nobody would start it again. Start it with postamt supervise.";

    public Task StrikeAsync(CancellationToken abort)
    {
        ProcessSignal.Send(process, ProcessSignal.Kill);
        return Task.CompletedTask;
    }

    public Task HealAsync() => Task.CompletedTask;
}
