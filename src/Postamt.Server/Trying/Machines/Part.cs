using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Postamt.Server.Trying.Machines;

/// <summary>
/// One process of the cluster. It ends with us, has a log of its own, and is no part of our process group: Ctrl-C reaches us only, and we stop all in order.
/// One that ends by itself, or is killed, comes back after a while, as systemd would have it.
/// </summary>
/// <param name="name">As in <c>etcd2</c>; also the name of its log.</param>
/// <param name="user">Null: ours.</param>
/// <param name="listen">Where it listens, by protocol.</param>
internal sealed class Part(string name, string? user, IReadOnlyList<string> command, string workingFolder, string log, IReadOnlyDictionary<string, IPEndPoint> listen, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Longer than a lease and than Patroni's ttl: what others take over, they have taken over by then.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private Process? _process;
    private Task _keeping = Task.CompletedTask;

    internal string Name => name;

    internal IReadOnlyDictionary<string, IPEndPoint> Listen => listen;

    /// <summary>Of the running process, or of the last one.</summary>
    internal int Id => _process!.Id;

    internal bool HasExited => _process is not { HasExited: false };

    internal string Log => log;

    internal async Task StartAsync(PartStarter starter)
    {
        _process = await starter.StartAsync(StartInfo());
        _keeping = KeepAsync(starter);
    }

    /// <summary>SIGTERM, and SIGKILL for one that does not mind it in time.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        await _stop.CancelAsync();
        await _keeping;
        if (HasExited) return;
        _ = Kill(Id, 15);
        try
        {
            await _process!.WaitForExitAsync(CancellationToken.None).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            _ = Kill(Id, 9);
            await _process!.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The end of its log, for one that did not come up.</summary>
    internal string LastWords()
    {
        if (!File.Exists(log)) return "it said nothing";
        var lines = File.ReadLines(log).TakeLast(5).ToList();
        return lines.Count == 0 ? "it said nothing" : string.Join(Environment.NewLine, lines);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(10));
        _process?.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync(PartStarter starter)
    {
        try
        {
            while (true)
            {
                await _process!.WaitForExitAsync(_stop.Token);
                await Task.Delay(Rest, time, _stop.Token);
                _process.Dispose();
                _process = await starter.StartAsync(StartInfo());
            }
        }
        catch (OperationCanceledException)
        {
            // All are stopped.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("setpriv") { WorkingDirectory = workingFolder };
        if (user is not null)
        {
            foreach (var argument in (string[])["--reuid", user, "--regid", user, "--clear-groups"]) start.ArgumentList.Add(argument);
            start.Environment["HOME"] = workingFolder;
        }
        string[] rest = ["--pdeathsig", "TERM", "setsid", "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, .. command];
        foreach (var argument in rest) start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{name} ({(_process is null ? 0 : Id)})");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
