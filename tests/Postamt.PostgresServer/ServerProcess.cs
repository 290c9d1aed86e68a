using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Postamt.PostgresServer;

/// <summary>A running server: its first process and the children that each serve a connection or a task.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int Interrupt = 2;
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly List<int> _frozen = [];

    /// <param name="start">What it says is kept: a pipe nobody reads stops it.</param>
    public ServerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                if (line.Data is { } text) _log.Add(text);
            }
        };
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log.TakeLast(40));
        }
    }

    public async Task KillAsync()
    {
        // Each child has a session of its own, and ends by itself only when it next looks: all are ended here.
        int[] all = [_process.Id, .. Children()];
        foreach (var each in all) Signal(each, 9);
        await _process.WaitForExitAsync(CancellationToken.None);
        for (var patience = 200; Array.Exists(all, each => Directory.Exists($"/proc/{each}")) && patience > 0; patience--) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    /// <summary>SIGINT: a fast stop, that waits for no client.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited) return;
        Signal(_process.Id, Interrupt);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Freeze()
    {
        // The first process first: it makes no more children then.
        Signal(_process.Id, Stop);
        _frozen.AddRange([_process.Id, .. Children()]);
        foreach (var each in _frozen) Signal(each, Stop);
    }

    public void Thaw()
    {
        foreach (var each in _frozen) Signal(each, Continue);
        _frozen.Clear();
    }

    public void Dispose() => _process.Dispose();

    private int[] Children() =>
        [.. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    private static void Signal(int process, int signal) => _ = Send(process, signal);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Send(int process, int signal);
}
