using System.Net;
using Postamt.Net;
using Postamt.Net.Tls;

namespace Postamt.Smtp.Server;

/// <summary>What the session knows of the other side now; the handler reads it at every step.</summary>
public sealed class SmtpPeer
{
    private readonly Wire _wire;

    internal SmtpPeer(Wire wire, SmtpServerOptions options) => (_wire, Options) = (wire, options);

    public SmtpServerOptions Options { get; }

    /// <summary>Session id: in log, replies and trace header.</summary>
    public string Id => _wire.Id;

    public IPEndPoint Remote => _wire.RemoteEndPoint;

    public IPEndPoint Local => _wire.LocalEndPoint;

    public string Listener => _wire.Listener;

    /// <summary>Null while the wire is plain.</summary>
    public TlsState? Tls => _wire.Tls;

    /// <summary>As the client says, printable ASCII, at most 255 characters; empty before the first hello and after STARTTLS.</summary>
    public string HeloName { get; internal set; } = "";

    /// <summary>EHLO or LHLO, not HELO.</summary>
    public bool Extended { get; internal set; }

    /// <summary>Who signed in; null: nobody. Set once, never carried to another session.</summary>
    public SmtpIdentity? Identity { get; internal set; }

    /// <summary>The WITH clause of our Received field: RFC 3848 and, for <paramref name="smtpUtf8"/>, RFC 6531 4.3.</summary>
    public string TraceProtocol(bool smtpUtf8)
    {
        string name = (Options.Profile == SmtpProfile.Lmtp, smtpUtf8, Extended) switch
        {
            (true, true, _) => "UTF8LMTP",
            (true, false, _) => "LMTP",
            (false, true, _) => "UTF8SMTP",
            (false, false, true) => "ESMTP",
            _ => "SMTP",
        };
        // RFC 3848 1 has no SMTPS: a security letter stands only behind an extended name.
        return name == "SMTP" ? name : name + (Tls is null ? "" : "S") + (Identity is null ? "" : "A");
    }
}
