using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Postamt.Smtp.Client;

/// <summary>The client's connection: commands out, replies in, each step under its deadline. Any failure makes it <see cref="Broken"/>.</summary>
internal sealed class ClientWire(Stream stream, SmtpClientOptions options, TimeProvider time) : IAsyncDisposable
{
    private Stream _stream = stream;
    private ReplyReader _replies = new(stream, options.ServerName);

    internal bool Broken { get; private set; }

    /// <summary>Plain text came behind the answer to STARTTLS.</summary>
    internal bool Injected { get; private set; }

    internal SslStream? Tls => _stream as SslStream;

    internal IReadOnlyList<string> LastLines { get; private set; } = [];

    internal async ValueTask<RemoteReply> CommandAsync(string command, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (_replies.HasMore)
            return Break(5, 0, "The server talks unasked");
        return await WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), deadline, cancellationToken) ?? await ReplyAsync(deadline, cancellationToken);
    }

    /// <returns>Null when all octets are on their way.</returns>
    internal async ValueTask<RemoteReply?> WriteAsync(ReadOnlyMemory<byte> octets, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (Broken)
            return Break(4, 2, "The connection is closed");
        using var late = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _stream.WriteAsync(octets, either.Token);
            await _stream.FlushAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Break(4, 1, "The server did not take what was sent in time");
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return Break(4, 2, "The connection broke");
        }
        catch
        {
            Broken = true;
            throw;
        }
    }

    internal async ValueTask<RemoteReply> ReplyAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (Broken)
            return Break(4, 2, "The connection is closed");
        using var late = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            if (await _replies.ReadAsync(either.Token) is not { } read)
                return Break(5, 0, "The server closed, or its reply is none");
            LastLines = read.Lines;
            // RFC 5321 3.8: after 421 the server closes.
            Broken |= read.Reply.Code == 421;
            return read.Reply;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Break(4, 1, "The server did not answer in time");
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return Break(4, 2, "The connection broke");
        }
        catch
        {
            Broken = true;
            throw;
        }
    }

    /// <summary>A reply that is already waited for, from now on under a deadline.</summary>
    internal async Task<RemoteReply> WithinAsync(Task<RemoteReply> reply, TimeSpan deadline, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        try
        {
            return await reply.WaitAsync(deadline, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await stop.CancelAsync();
            return Break(4, 1, "The server did not answer in time");
        }
        catch (OperationCanceledException)
        {
            Broken = true;
            throw;
        }
    }

    /// <returns>Null when the wire is encrypted now.</returns>
    internal async ValueTask<RemoteReply?> SecureAsync(CancellationToken cancellationToken)
    {
        // RFC 3207 6: what came in plain text behind the reply was put there by somebody else.
        Injected = _replies.HasMore;
        if (Injected)
            return Break(7, 0, "Plain text behind the reply to STARTTLS");
        using var late = new CancellationTokenSource(options.Timeouts.Handshake, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = options.ServerName,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    RemoteCertificateValidationCallback = options.Certificate ?? ((_, _, _, _) => true),
                },
                either.Token);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException or InvalidOperationException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _stream = tls;
            return Break(7, 0, "TLS failed: " + (failed is OperationCanceledException ? "no answer in time" : failed.GetBaseException().GetType().Name));
        }
        _stream = tls;
        _replies = new ReplyReader(tls, options.ServerName);
        return null;
    }

    internal RemoteReply Break(int subject, int detail, string text)
    {
        Broken = true;
        return RemoteReply.Local(options.ServerName, 4, subject, detail, text);
    }

    public async ValueTask DisposeAsync()
    {
        Broken = true;
        await _stream.DisposeAsync();
    }
}
