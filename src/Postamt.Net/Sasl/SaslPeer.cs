using System.Net;

namespace Postamt.Net.Sasl;

/// <summary>Who asks, for counting failures and for the log.</summary>
/// <param name="Session">The id of the wire.</param>
public sealed record SaslPeer(IPAddress Address, string Listener, bool Encrypted, string Session)
{
    public static SaslPeer Of(Wire wire) => new(wire.RemoteEndPoint.Address, wire.Listener, wire.Tls is not null, wire.Id);
}
