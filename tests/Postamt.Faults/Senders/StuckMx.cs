using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Faults.Senders;

/// <summary>Another side that is there and hardly moves: an octet of its greeting each second, and of nothing else.</summary>
internal sealed class StuckMx : IAsyncDisposable
{
    private static readonly byte[] Greeting = Encoding.ASCII.GetBytes("220 " + new string('s', 400) + "\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _talks = new();
    private readonly Task _work;
    private int _now;
    private int _most;

    public StuckMx()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were open at one time.</summary>
    public int Most => Volatile.Read(ref _most);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await Task.WhenAll(_talks.Keys);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _talks[TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token))] = 0;
        }
        catch (OperationCanceledException)
        {
            _listener.Stop();
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        // One at a time is counted: connections are taken one after the other.
        _most = Math.Max(_most, Interlocked.Increment(ref _now));
        using (client)
        {
            try
            {
                foreach (var octet in Greeting)
                {
                    await client.GetStream().WriteAsync(new[] { octet }, _stop.Token);
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, _stop.Token);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                TestContext.Current.SendDiagnosticMessage("a stuck talk ends: {0}", gone.Message);
            }
        }
        Interlocked.Decrement(ref _now);
    }
}
