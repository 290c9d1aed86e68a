using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Faults.Running;

/// <summary>
/// Stands between an office and its database and breaks a connection of the writer at COMMIT (PostgreSQL's protocol, chapter 55): now and then before
/// the database has heard of it, now and then when the database has done it and its answer is on the way. The office can tell neither from the other.
/// </summary>
internal sealed class CommitCutter : IAsyncDisposable
{
    private const int ProtocolThree = 196608;
    private static readonly byte[] OfWriter = Encoding.ASCII.GetBytes("synchronous_commit=on");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _work;
    private int _commits;
    private int _every;
    private int _before;
    private int _after;

    public CommitCutter(int server)
    {
        _server = server;
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Commits the database never heard of.</summary>
    public int Before => Volatile.Read(ref _before);

    /// <summary>Commits whose answer was lost.</summary>
    public int After => Volatile.Read(ref _after);

    /// <summary>Breaks each so manieth commit; 0 for none.</summary>
    public void Cut(int every) => Volatile.Write(ref _every, every);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = new Link(this, await _listener.AcceptTcpClientAsync(_stop.Token)).RunAsync(_stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            TestContext.Current.SendDiagnosticMessage("the cutter closes: {0}", e.Message);
        }
    }

    /// <summary>Null: this commit goes through. True: it is to be cut before the database hears of it.</summary>
    private bool? Next()
    {
        var every = Volatile.Read(ref _every);
        if (every == 0 || Interlocked.Increment(ref _commits) % every != 0) return null;
        if (Interlocked.Increment(ref _commits) / every % 2 == 0) return Interlocked.Increment(ref _before) > 0;
        return Interlocked.Increment(ref _after) < 0;
    }

    private sealed class Link(CommitCutter cutter, TcpClient office)
    {
        private readonly HashSet<string> _commitNames = [];
        private bool _isWriter;
        private volatile bool _isLost;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            using (office)
            using (var server = new TcpClient { NoDelay = true })
            {
                try
                {
                    office.NoDelay = true;
                    await server.ConnectAsync(IPAddress.Loopback, cutter._server, cancellationToken);
                    var (from, to) = (office.GetStream(), server.GetStream());
                    await await Task.WhenAny(ForthAsync(from, to, cancellationToken), BackAsync(to, from, cancellationToken));
                }
                catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
                {
                    TestContext.Current.SendDiagnosticMessage("a connection ended: {0}", e.Message);
                }
            }
        }

        private async Task ForthAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
        {
            while (!await OpeningAsync(from, to, cancellationToken))
            {
            }

            var head = new byte[5];
            while (true)
            {
                await from.ReadExactlyAsync(head, cancellationToken);
                var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
                await from.ReadExactlyAsync(body, cancellationToken);
                if (_isWriter && IsCommit((char)head[0], body) && cutter.Next() is { } before)
                {
                    if (before) return;
                    _isLost = true;
                }

                await to.WriteAsync((byte[])[.. head, .. body], cancellationToken);
            }
        }

        /// <summary>Requests for encryption, then the start of the session; true after that one.</summary>
        private async Task<bool> OpeningAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
        {
            var length = new byte[4];
            await from.ReadExactlyAsync(length, cancellationToken);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
            await from.ReadExactlyAsync(body, cancellationToken);
            _isWriter = body.AsSpan().IndexOf(OfWriter) >= 0;
            await to.WriteAsync((byte[])[.. length, .. body], cancellationToken);
            return BinaryPrimitives.ReadInt32BigEndian(body) == ProtocolThree;
        }

        /// <summary>Parse gives a text a name, Bind runs what has that name.</summary>
        private bool IsCommit(char type, byte[] body)
        {
            var words = type is 'P' or 'B' ? Encoding.Latin1.GetString(body).Split('\0', 3) : [];
            if (type == 'B') return _commitNames.Contains(words[1]);
            if (type != 'P') return false;
            if (words[1] == "COMMIT") _commitNames.Add(words[0]);
            else _commitNames.Remove(words[0]);
            return false;
        }

        private async Task BackAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (_isLost) return;
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
    }
}
