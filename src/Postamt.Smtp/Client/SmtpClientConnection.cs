// The sending side. RFC 5321 3.1 to 3.3 and 4.5.3.2 (timeouts), RFC 2920 3.1, RFC 3207 4, RFC 2033 4.2.
// Invariants:
// - What is unclear is temporary: a malformed reply, an early reply, silence, a broken connection.
// - Nothing goes out in plain text where TLS is required; nothing read before TLS is believed after it.
// - The final dot is sent only after the caller has said so.
using System.Net.Security;
using System.Net.Sockets;

namespace Postamt.Smtp.Client;

/// <summary>One connection to another server, for any number of mails one after the other.</summary>
public sealed class SmtpClientConnection : IAsyncDisposable
{
    private readonly ClientWire _wire;
    private readonly SmtpClientOptions _options;
    private ServerOffer _offer = ServerOffer.None;
    private bool _clean = true;

    private SmtpClientConnection(ClientWire wire, SmtpClientOptions options) => (_wire, _options) = (wire, options);

    /// <summary>Another mail can be sent.</summary>
    public bool IsUsable => !_wire.Broken;

    /// <summary>The TLS of this connection; null: plain.</summary>
    public SslStream? Tls => _wire.Tls;

    /// <summary>Dials, greets, encrypts and signs in.</summary>
    public static async ValueTask<SmtpConnectResult> ConnectAsync(SmtpDialer dial, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Stream stream;
        using (var late = new CancellationTokenSource(options.Timeouts.Connect, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken))
        {
            try
            {
                stream = await dial(either.Token);
            }
            catch (Exception gone) when (gone is IOException or SocketException || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return new SmtpConnectResult(null, RemoteReply.Local(options.ServerName, 4, 4, 1, "No connection"), SmtpClientStep.Dial);
            }
        }
        var wire = new ClientWire(stream, options, time);
        var connection = new SmtpClientConnection(wire, options);
        try
        {
            (RemoteReply? failure, SmtpClientStep step) = await connection.OpenAsync(cancellationToken);
            if (failure is null)
                return new SmtpConnectResult(connection, null, SmtpClientStep.Connected);
            await connection.QuitAsync(cancellationToken);
            return new SmtpConnectResult(null, failure, step);
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands one mail over.</summary>
    public async ValueTask<SmtpSendResult> SendAsync(OutboundMail mail, CancellationToken cancellationToken)
    {
        if (!_clean)
        {
            RemoteReply reset = await _wire.CommandAsync("RSET", _options.Timeouts.Command, cancellationToken);
            if (!reset.IsPositive)
                return ClientTransaction.All(mail, reset);
        }
        _clean = false;
        var transaction = new ClientTransaction(_wire, _offer, _options, mail);
        SmtpSendResult result = await transaction.RunAsync(cancellationToken);
        _clean = transaction.Clean;
        return result;
    }

    /// <summary>Says goodbye where it still can, and closes.</summary>
    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        if (!_wire.Broken)
            await _wire.CommandAsync("QUIT", _options.Timeouts.Quit, cancellationToken);
        await _wire.DisposeAsync();
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private async ValueTask<(RemoteReply? Failure, SmtpClientStep Step)> OpenAsync(CancellationToken cancellationToken)
    {
        if (_options.Tls == SmtpTlsMode.Implicit && await _wire.SecureAsync(cancellationToken) is { } refused)
            return (refused, SmtpClientStep.Tls);
        RemoteReply reply = await _wire.ReplyAsync(_options.Timeouts.Greeting, cancellationToken);
        if (reply.Code != 220)
            return (Negative(reply), SmtpClientStep.Greeting);
        reply = await HelloAsync(cancellationToken);
        if (!reply.IsPositive)
            return (reply, SmtpClientStep.Hello);
        if (_options.Tls is SmtpTlsMode.Opportunistic or SmtpTlsMode.Required && await StartTlsAsync(cancellationToken) is { } unsafeWire)
            return (unsafeWire, _wire.Injected ? SmtpClientStep.Injected : SmtpClientStep.Tls);
        if (_options.Credentials is not null)
        {
            reply = await ClientAuthentication.RunAsync(_wire, _offer, _options, cancellationToken);
            if (reply.Code != 235)
                return (Negative(reply), SmtpClientStep.Authentication);
        }
        return (null, SmtpClientStep.Connected);
    }

    private async ValueTask<RemoteReply> HelloAsync(CancellationToken cancellationToken)
    {
        TimeSpan deadline = _options.Timeouts.Command;
        RemoteReply reply = await _wire.CommandAsync((_options.Lmtp ? "LHLO " : "EHLO ") + _options.HostName, deadline, cancellationToken);
        _offer = reply.IsPositive ? ServerOffer.Read(_wire.LastLines) : ServerOffer.None;
        // RFC 5321 3.2: a server that does not know EHLO is asked with HELO.
        if (reply.Code is >= 500 and < 600 && !_options.Lmtp)
            reply = await _wire.CommandAsync("HELO " + _options.HostName, deadline, cancellationToken);
        return Positive(reply);
    }

    private async ValueTask<RemoteReply?> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (!_offer.StartTls)
            return Missing("The server offers no STARTTLS");
        RemoteReply reply = await _wire.CommandAsync("STARTTLS", _options.Timeouts.Command, cancellationToken);
        if (_wire.Broken)
            return reply;
        if (reply.Code != 220)
            return Missing("The server refused STARTTLS");
        if (await _wire.SecureAsync(cancellationToken) is { } failure)
            return failure;
        // RFC 3207 4.2: what was learned before is forgotten.
        reply = await HelloAsync(cancellationToken);
        return reply.IsPositive ? null : reply;
    }

    private RemoteReply? Missing(string text) =>
        _options.Tls == SmtpTlsMode.Required ? RemoteReply.Local(_options.ServerName, 4, 7, 10, text) : null;

    private RemoteReply Positive(RemoteReply reply) => reply.Code is >= 300 and < 400 ? Negative(reply) : reply;

    // A positive reply in the wrong place is none; it is temporary.
    private RemoteReply Negative(RemoteReply reply) => reply.IsPositive ? _wire.Break(5, 0, "The reply does not fit the command") : reply;
}
