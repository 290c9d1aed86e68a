using System.Net.Security;
using System.Security.Authentication;

namespace Postamt.Net.Tls;

/// <summary>The TLS of one connection as negotiated.</summary>
/// <param name="ServerName">The name the client asked for (SNI) in lower case; null when it asked for none or for nonsense.</param>
/// <param name="ChannelBindings">Best first; empty when the certificate and the runtime give none.</param>
public sealed record TlsState(SslProtocols Protocol, TlsCipherSuite Cipher, string? ServerName, IReadOnlyList<ChannelBinding> ChannelBindings)
{
    /// <summary>The protocol version as trace headers write it: <c>TLS1.2</c>, <c>TLS1.3</c>.</summary>
    public string Version => Protocol switch
    {
        SslProtocols.Tls12 => "TLS1.2",
        SslProtocols.Tls13 => "TLS1.3",
        _ => Protocol.ToString(),
    };
}
