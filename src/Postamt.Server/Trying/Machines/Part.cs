using System.Diagnostics;
using System.Net;
using Postamt.Server.Processes;

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
    private Child? _child;
    private Task _keeping = Task.CompletedTask;

    internal string Name => name;

    internal IReadOnlyDictionary<string, IPEndPoint> Listen => listen;

    /// <summary>Of the running process, or of the last one.</summary>
    internal int Id => _child!.Id;

    internal bool HasExited => _child is not { HasExited: false };

    internal string Log => log;

    internal async Task StartAsync(ChildStarter starter)
    {
        _child = await StartChildAsync(starter);
        _keeping = KeepAsync(starter);
    }

    /// <summary>SIGTERM, and SIGKILL for one that does not mind it in time.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        await _stop.CancelAsync();
        await _keeping;
        if (_child is not null) await _child.StopAsync(patience);
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
        _child?.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync(ChildStarter starter)
    {
        try
        {
            while (true)
            {
                await _child!.WaitAsync(_stop.Token);
                await Task.Delay(Rest, time, _stop.Token);
                _child.Dispose();
                _child = await StartChildAsync(starter);
            }
        }
        catch (OperationCanceledException)
        {
            // All are stopped.
        }
    }

    private Task<Child> StartChildAsync(ChildStarter starter) => Child.StartAsync(starter, ["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, .. command], Prepare, time);

    private void Prepare(ProcessStartInfo start)
    {
        start.WorkingDirectory = workingFolder;
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (user is null) return;
        foreach (var argument in (string[])["--reuid", user, "--regid", user, "--clear-groups"]) start.ArgumentList.Add(argument);
        start.Environment["HOME"] = workingFolder;
    }
}
