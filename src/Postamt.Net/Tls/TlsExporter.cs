using System.Net.Security;

namespace Postamt.Net.Tls;

/// <summary>The exported keying material of a connection for <c>tls-exporter</c> (RFC 9266 2).</summary>
internal static class TlsExporter
{
    /// <returns>32 octets; null when the connection is not TLS 1.3 or the runtime gives none.</returns>
    internal static byte[]? Export(SslStream stream) => null;
}
