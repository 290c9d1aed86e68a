using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Postamt.Screening.Virus;

namespace Postamt.Screening.Tests.Virus;

/// <summary>A clamd at a socket of the file system that answers what a test wants it to.</summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"postamt-clamd-{Guid.NewGuid():N}");
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _scans;

    public FakeClamd()
    {
        _socket.Bind(new UnixDomainSocketEndPoint(_path));
        _socket.Listen();
        _running = RunAsync();
    }

    /// <summary>Of a content; null: it hangs up without a word.</summary>
    public Func<byte[], string?> Answer { get; set; } = static _ => "stream: OK";

    /// <summary>It answers once it has had so many octets, and reads no further.</summary>
    public int? HangsUpAfter { get; set; }

    /// <summary>It takes everything in and says nothing.</summary>
    public bool IsFrozen { get; set; }

    public int Scans => _scans;

    public ClamdAddress Address => ClamdAddress.TryParse("unix:" + _path, out var address) ? address : throw new InvalidOperationException(_path);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _running;
        _stop.Dispose();
        File.Delete(_path);
    }

    private async Task RunAsync()
    {
        try
        {
            while (true) await ServeAsync(await _socket.AcceptAsync(_stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
            return;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var _ = client;
        Interlocked.Increment(ref _scans);
        await using var wire = new NetworkStream(client);
        var content = new MemoryStream();
        try
        {
            var command = new byte[10];
            await wire.ReadExactlyAsync(command, _stop.Token);
            Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
            var length = new byte[4];
            while (HangsUpAfter is not { } most || content.Length < most)
            {
                await wire.ReadExactlyAsync(length, _stop.Token);
                var piece = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
                if (piece.Length == 0) break;
                await wire.ReadExactlyAsync(piece, _stop.Token);
                content.Write(piece);
            }
            if (IsFrozen) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
            if (Answer(content.ToArray()) is { } answer) await wire.WriteAsync(Encoding.ASCII.GetBytes(answer + "\0"), _stop.Token);
        }
        catch (IOException)
        {
            // The client has gone.
            return;
        }
    }
}
