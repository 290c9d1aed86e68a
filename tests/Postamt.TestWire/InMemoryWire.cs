using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Postamt.Net;

namespace Postamt.TestWire;

/// <summary>A wire without a socket: two pipes. The server's end is a real <see cref="Postamt.Net.Wire"/>; the client's end is a stream.</summary>
public sealed class InMemoryWire : IAsyncDisposable
{
    private readonly Pipe _toServer;
    private readonly Pipe _toClient;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly bool _trustAny;

    private InMemoryWire(InMemoryWireOptions options)
    {
        PipeOptions pipes = new(
            pauseWriterThreshold: options.PipeSize, resumeWriterThreshold: options.PipeSize / 2, minimumSegmentSize: options.SegmentSize, useSynchronizationContext: false);
        (_toServer, _toClient) = (new Pipe(pipes), new Pipe(pipes));
        _trustAny = options.Certificates is not null;
        Client = new DuplexPipeStream(_toClient.Reader, _toServer.Writer);
        Wire = new Wire(new End(_toServer.Reader, _toClient.Writer), new WireParts
        {
            Id = WireId.New(RandomNumberGenerator.Create()),
            Listener = options.Listener,
            Remote = options.Remote,
            Local = options.Local,
            Limits = options.Limits,
            Time = options.Time,
            Certificates = options.Certificates,
            Loggers = options.Loggers,
            Lease = options.Lease,
            Draining = _draining.Token,
            Drain = _draining.Cancel,
            Aborted = _aborted.Token,
            Abort = CutOff,
        });
    }

    /// <summary>The server's end.</summary>
    public Wire Wire { get; }

    /// <summary>The client's end; after <see cref="ClientTlsAsync"/> the encrypted one.</summary>
    public Stream Client { get; private set; }

    public static InMemoryWire Create(InMemoryWireOptions? options = null) => new(options ?? new InMemoryWireOptions());

    /// <summary>Lets the protocol run a session; the wire is closed at its end, as the server does it.</summary>
    public async Task RunAsync(IProtocol protocol)
    {
        try
        {
            await protocol.RunAsync(Wire, Wire.Aborted);
        }
        catch (WireException)
        {
            // A broken wire is a normal end of a session.
        }
        catch (OperationCanceledException) when (Wire.Aborted.IsCancellationRequested)
        {
            // So is an aborted one.
        }
        finally
        {
            await Wire.DisposeAsync();
        }
    }

    public async Task SendAsync(string text) => await SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await Client.WriteAsync(octets);

    /// <summary>Sends one octet a write, so that the reader sees every possible split.</summary>
    public async Task SendByteByByteAsync(string text)
    {
        foreach (byte one in Encoding.UTF8.GetBytes(text))
            await Client.WriteAsync(new[] { one });
    }

    /// <summary>One line of the server, without CRLF; null when the server has closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        byte[] one = new byte[1];
        while (await Client.ReadAsync(one) == 1)
        {
            line.Add(one[0]);
            if (line.Count >= 2 && line[^2] == '\r' && line[^1] == '\n')
                return Encoding.UTF8.GetString([.. line[..^2]]);
        }
        return line.Count == 0 ? null : throw new InvalidDataException($"The server closed in the middle of a line: {Encoding.UTF8.GetString([.. line])}");
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await Client.CopyToAsync(all);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>The client's side of STARTTLS or implicit TLS; trusts any certificate.</summary>
    public async Task<SslStream> ClientTlsAsync(string? serverName = null, SslClientAuthenticationOptions? options = null)
    {
        if (!_trustAny)
            throw new InvalidOperationException("This wire was made without certificates.");
        var tls = new SslStream(Client, leaveInnerStreamOpen: false);
        options ??= new SslClientAuthenticationOptions();
        options.TargetHost ??= serverName ?? "";
        options.RemoteCertificateValidationCallback ??= static (_, _, _, _) => true;
        await tls.AuthenticateAsClientAsync(options);
        Client = tls;
        return tls;
    }

    /// <summary>The client has nothing more to say; it still reads.</summary>
    public async Task EndInputAsync() => await _toServer.Writer.CompleteAsync();

    /// <summary>The server drains.</summary>
    public void Drain() => _draining.Cancel();

    /// <summary>The connection breaks.</summary>
    public void CutOff()
    {
        _toServer.Writer.Complete(new IOException("cut off"));
        _toClient.Reader.Complete();
        _aborted.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await _toClient.Reader.CompleteAsync();
        await Wire.DisposeAsync();
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
