using System.Net;

namespace Postamt.Net;

/// <summary>One listening socket.</summary>
/// <param name="Name">The listener's name, such as <c>smtp</c>, <c>submissions</c>, <c>imap</c>; selects the protocol and stands in logs.</param>
/// <param name="EndPoint">Address and port; port 0 takes a free one, see <see cref="PostamtListeners.EndPointOf(ListenerOptions)"/>.</param>
/// <param name="ImplicitTls">TLS from the first octet (RFC 8314 3).</param>
public sealed record ListenerOptions(string Name, IPEndPoint EndPoint, bool ImplicitTls = false)
{
    /// <summary>Peers from these networks must begin with a PROXY header, and are believed. Empty: no PROXY protocol here.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>May use the share of connections that is kept for submission.</summary>
    public bool Reserved { get; init; }

    /// <summary>A listening socket that somebody else has opened (socket activation, a predecessor handing over); the end point is then only a name.</summary>
    public ulong? InheritedHandle { get; init; }
}
