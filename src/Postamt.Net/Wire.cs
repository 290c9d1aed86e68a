// One accepted connection, after PROXY header and limits: what a protocol session holds.
// Invariants:
// - STARTTLS: nothing that came in plain text is ever parsed after the upgrade. Octets that wait behind the command
//   refuse the upgrade; octets that arrive later are fed to the handshake and make it fail (RFC 3207 4.2 and 6).
// - While a session waits, neither the transport nor TLS holds a buffer for it.
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Postamt.Net.Tls;

namespace Postamt.Net;

/// <summary>A connection. <see cref="Input"/> and <see cref="Output"/> stay the same objects for its whole life.</summary>
public sealed class Wire : IAsyncDisposable
{
    // A record of TLS is 16 KiB at most (RFC 8446 5.1): one read takes it whole.
    private static readonly StreamPipeReaderOptions EncryptedInput = new(bufferSize: 16 * 1024, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: true);
    // What is written is gathered in pieces of one record, so that each is sealed and sent once. They are lent and given back with each flush.
    private static readonly StreamPipeWriterOptions EncryptedOutput = new(minimumBufferSize: 16 * 1024, leaveOpen: true);
    private readonly IDuplexPipe _transport;
    private readonly WireParts _parts;
    private readonly CancellationTokenRegistration _drain;
    private SslStream? _tls;
    private PipeReader? _encryptedInput;
    private PipeWriter? _encryptedOutput;
    private bool _disposed;

    public Wire(IDuplexPipe transport, WireParts parts)
    {
        _transport = transport;
        _parts = parts;
        Input = new LineReader(transport.Input, parts.Time);
        Output = new ReplyWriter(transport.Output, parts.Time, parts.Limits.WriteTimeout);
        if (parts.Loggers?.CreateLogger(WireTrace.Category) is { } logger && logger.IsEnabled(LogLevel.Trace))
        {
            var trace = new WireTrace(logger, parts.Id);
            Input.TraceTo(trace);
            Output.TraceTo(trace);
        }
        _drain = parts.Draining.UnsafeRegister(static input => ((LineReader)input!).Interrupt(), Input);
    }

    /// <summary>Short and unguessable; the same in replies, trace headers and logs.</summary>
    public string Id => _parts.Id;

    /// <summary>The client, as the PROXY header says where one is trusted. IPv4 is never written as IPv6.</summary>
    public IPEndPoint RemoteEndPoint => _parts.Remote;

    public IPEndPoint LocalEndPoint => _parts.Local;

    /// <summary>The name in <see cref="ListenerOptions"/>.</summary>
    public string Listener => _parts.Listener;

    public NetLimits Limits => _parts.Limits;

    public TimeProvider Time => _parts.Time;

    /// <summary>Null while the wire is plain.</summary>
    public TlsState? Tls { get; private set; }

    /// <summary>STARTTLS may be offered.</summary>
    public bool CanUpgradeToTls => Tls is null && _parts.Certificates is { Ready: true };

    public LineReader Input { get; }

    public ReplyWriter Output { get; }

    /// <summary>Fires when the server drains: the session ends at its next safe point. A waiting line read comes back <see cref="LineStatus.Interrupted"/>.</summary>
    public CancellationToken Draining => _parts.Draining;

    /// <summary>Fires when the connection is gone or cut.</summary>
    public CancellationToken Aborted => _parts.Aborted;

    /// <summary>The session is logged in as this account and counts for it from now on; false: the account has too many connections.</summary>
    /// <param name="account">Any key that is one account's only.</param>
    public bool TryAuthenticate(string account) => _parts.Lease?.TryAuthenticate(account) ?? true;

    /// <summary>This session alone is to end at its next safe point: the sign-in it began with does not hold any more.</summary>
    public bool IsRevoked { get; private set; }

    /// <summary>Lets the session end as it does when the server drains. See <see cref="IsRevoked"/>.</summary>
    public void Revoke()
    {
        IsRevoked = true;
        _parts.Drain?.Invoke();
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Abort() => _parts.Abort?.Invoke();

    /// <summary>
    /// Answers STARTTLS and turns the wire to TLS. Call it with the command's line as the last thing read.
    /// </summary>
    /// <param name="goAhead">The positive reply with CRLF; empty for implicit TLS. Sent with whatever waits in <see cref="Output"/>.</param>
    public async ValueTask<TlsUpgrade> UpgradeToTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken)
    {
        if (!CanUpgradeToTls)
            return TlsUpgrade.NotAvailable;
        // RFC 3207 6: a client waits for the answer. What came before it may have been put there by somebody else.
        if (!goAhead.IsEmpty && Input.HasBufferedInput())
            return TlsUpgrade.LeftoverInput;
        Input.Advance();
        if (!goAhead.IsEmpty)
        {
            Output.Write(goAhead.Span);
            await Output.FlushAsync(cancellationToken);
        }
        long started = Time.GetTimestamp();
        (SslStream Stream, TlsState State)? done = await TlsHandshake.RunAsync(_transport, _parts.Certificates!, Limits.HandshakeTimeout, Time, cancellationToken);
        _parts.Metrics?.Handshake(Listener, done?.State.Version, Time.GetElapsedTime(started));
        if (done is not { } made)
            return TlsUpgrade.Failed;
        (_tls, Tls) = made;
        _encryptedInput = PipeReader.Create(_tls, EncryptedInput);
        _encryptedOutput = PipeWriter.Create(_tls, EncryptedOutput);
        Input.Swap(_encryptedInput);
        Output.Swap(_encryptedOutput);
        return TlsUpgrade.Done;
    }

    /// <summary>Sends what waits, ends TLS in order and closes. Never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _drain.DisposeAsync();
        await CloseAsync();
        Input.Dispose();
        Output.Dispose();
        _parts.Lease?.Dispose();
    }

    private async Task CloseAsync()
    {
        using var late = new CancellationTokenSource(Limits.HandshakeTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, Aborted);
        try
        {
            Input.Release();
            await Output.FlushAsync(either.Token);
            if (_tls is not null)
            {
                await _encryptedInput!.CompleteAsync();
                await _encryptedOutput!.CompleteAsync();
                // RFC 8446 6.1: close_notify tells the peer that nothing was cut off.
                await _tls.ShutdownAsync().WaitAsync(either.Token);
            }
            await LastWord.HearOutAsync(_transport.Input, _parts.Unread, Limits, Time, Aborted);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // The peer is gone or does not read; there is nobody left to tell.
            Abort();
        }
        if (_tls is not null)
            await _tls.DisposeAsync();
        await _transport.Output.CompleteAsync();
        await _transport.Input.CompleteAsync();
    }
}
