using System.Diagnostics;

namespace Postamt.Server.Processes;

/// <summary>A program that runs under this one: it ends with us at the latest (SIGTERM when we are gone), and has a process group of its own.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly TimeProvider _time;

    private Child(Process process, TimeProvider time) => (_process, _time) = (process, time);

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>Once it has ended.</summary>
    internal int ExitCode => _process.ExitCode;

    /// <param name="prepare">Sets user, environment and the like on the start of setpriv.</param>
    internal static async Task<Child> StartAsync(ChildStarter starter, IReadOnlyList<string> command, Action<ProcessStartInfo> prepare, TimeProvider time)
    {
        var start = new ProcessStartInfo("setpriv");
        prepare(start);
        foreach (var argument in (string[])["--pdeathsig", "TERM", "setsid", .. command]) start.ArgumentList.Add(argument);
        return new Child(await starter.StartAsync(start), time);
    }

    internal Task WaitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>SIGTERM, and SIGKILL for one that does not mind it in time.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        if (HasExited) return;
        // One that has just ended needs no telling.
        ProcessSignal.TrySend(Id, ProcessSignal.Terminate);
        try
        {
            await WaitAsync(CancellationToken.None).WaitAsync(patience, _time);
        }
        catch (TimeoutException)
        {
            ProcessSignal.TrySend(Id, ProcessSignal.Kill);
            await WaitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();
}
