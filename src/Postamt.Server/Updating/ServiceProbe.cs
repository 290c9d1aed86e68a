using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Server.Updating;

/// <summary>
/// Asks every 100 ms, as a sender with the addresses of all nodes does: it tries one after the other, and is served when one greets it. What a client would have
/// seen of an update.
/// </summary>
internal sealed class ServiceProbe(IReadOnlyList<IPEndPoint> doors, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _probes = [];
    private Task _work = Task.CompletedTask;
    private int _next;

    internal int Asked { get; private set; }

    /// <summary>No node greeted.</summary>
    internal int Unserved { get; private set; }

    /// <summary>Until one greeted, in the worst case.</summary>
    internal TimeSpan LongestPause { get; private set; }

    internal void Start() => _work = RunAsync();

    /// <summary>No new ones; those that ask come to their end.</summary>
    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await Task.WhenAll(_probes);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                _probes.RemoveAll(probe => probe.IsCompleted);
                _probes.Add(AskAsync(_next++));
            }
        }
        catch (OperationCanceledException)
        {
            // The update is over; those that ask still come to their end.
        }
    }

    private async Task AskAsync(int first)
    {
        var began = time.GetTimestamp();
        var served = false;
        for (var i = 0; i < doors.Count && !served; i++) served = await GreetsAsync(doors[(first + i) % doors.Count]);
        var took = time.GetElapsedTime(began);
        lock (_gate)
        {
            Asked++;
            if (!served) Unserved++;
            if (took > LongestPause) LongestPause = took;
        }
    }

    private static async Task<bool> GreetsAsync(IPEndPoint door)
    {
        using var client = new TcpClient(door.AddressFamily);
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await client.ConnectAsync(door, late.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            if (await reader.ReadLineAsync(late.Token) is not { } line || !line.StartsWith("220", StringComparison.Ordinal)) return false;
            await client.GetStream().WriteAsync("QUIT\r\n"u8.ToArray(), late.Token);
            return true;
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
