using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Postamt.TestRun;

/// <summary>Runs one process at a time with its output in a file, a time limit and no standard input; ends it with its children when we are ended.</summary>
internal sealed class ChildProcesses : IDisposable
{
    // The shell gives the output straight to the file: no pipe that a forgotten grandchild could hold open.
    private const string Redirect = "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null";

    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _signals;
    private Process? _running;

    public ChildProcesses() =>
        _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Stop()))];

    /// <summary>The exit code, or null when the limit was reached and the process was stopped.</summary>
    /// <param name="variable">Name and value of one more environment variable.</param>
    public int? Run(string program, IReadOnlyList<string> arguments, string folder, string log, TimeSpan limit, (string Name, string Value)? variable = null)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", Redirect, "sh", log, program, .. arguments]) { WorkingDirectory = folder },
        };
        if (variable is { } set)
        {
            process.StartInfo.Environment[set.Name] = set.Value;
        }

        lock (_gate)
        {
            process.Start();
            _running = process;
        }

        var ended = process.WaitForExit(limit);
        Stop();
        process.WaitForExit();
        lock (_gate)
        {
            _running = null;
        }

        return ended ? process.ExitCode : null;
    }

    public void Dispose()
    {
        Stop();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            if (_running is { HasExited: false } process)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
