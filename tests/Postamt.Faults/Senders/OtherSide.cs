using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Postamt.Faults.Senders;

/// <summary>Another server, on a port of this machine, that says to each client what it is made to say.</summary>
internal sealed class OtherSide : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _talks = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _talk;
    private readonly Task _work;
    private int _now;
    private int _most;

    public OtherSide(Func<NetworkStream, CancellationToken, Task> talk)
    {
        _talk = talk;
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
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _most = Math.Max(_most, Interlocked.Increment(ref _now));
                _talks[TalkAsync(client)] = 0;
            }
        }
        catch (OperationCanceledException)
        {
            _listener.Stop();
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await _talk(client.GetStream(), _stop.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                TestContext.Current.SendDiagnosticMessage("a talk with the other side ends: {0}", gone.Message);
            }
        }

        Interlocked.Decrement(ref _now);
    }
}
