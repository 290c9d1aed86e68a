namespace Postamt.Net.Tls;

/// <summary>What ties an authentication to one TLS connection (RFC 5056).</summary>
/// <param name="Type"><c>tls-exporter</c> (RFC 9266) or <c>tls-server-end-point</c> (RFC 5929 4).</param>
public sealed record ChannelBinding(string Type, ReadOnlyMemory<byte> Data)
{
    public const string Exporter = "tls-exporter";
    public const string ServerEndPoint = "tls-server-end-point";
}
