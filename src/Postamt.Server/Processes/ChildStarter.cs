using System.Collections.Concurrent;
using System.Diagnostics;

namespace Postamt.Server.Processes;

/// <summary>Starts processes on one thread that lasts: the kernel tells a child of its parent's death when the thread ends that made it, not the process.</summary>
internal sealed class ChildStarter : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _wanted = [];

    internal ChildStarter() => new Thread(Run) { IsBackground = true, Name = "children" }.Start();

    internal Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted.Add((start, started));
        return started.Task;
    }

    /// <summary>The thread ends, and with it what it has started.</summary>
    public void Dispose() => _wanted.CompleteAdding();

    private void Run()
    {
        foreach (var (start, started) in _wanted.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception failed) when (failed is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(failed);
            }
        }
    }
}
