using System.Security.Cryptography;
using Postamt.Net.Tls;

namespace Postamt.Net.Sasl;

/// <summary>What a mechanism needs to know of the connection and the protocol.</summary>
public sealed record SaslContext
{
    public required SaslPeer Peer { get; init; }

    public required RandomNumberGenerator Random { get; init; }

    public TlsState? Tls { get; init; }

    /// <summary>PLAIN and LOGIN without TLS; only for loopback while trying out, and for peers on a trusted wire.</summary>
    public bool PlainWithoutTls { get; init; }

    /// <summary>The protocol carries data with its success reply (ManageSieve); SMTP, IMAP and POP3 do not and get one more challenge.</summary>
    public bool SuccessData { get; init; }

    /// <summary>For a wire as it is now.</summary>
    public static SaslContext Of(Wire wire, RandomNumberGenerator random, bool plainWithoutTls = false, bool successData = false) => new()
    {
        Peer = SaslPeer.Of(wire),
        Random = random,
        Tls = wire.Tls,
        PlainWithoutTls = plainWithoutTls,
        SuccessData = successData,
    };
}
