using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Net.Tls;

namespace Postamt.Net;

/// <summary>What all listeners of a server share.</summary>
public sealed record ListenerServices
{
    public required NetLimits Limits { get; init; }

    public required ConnectionLimits ConnectionLimits { get; init; }

    public required TimeProvider Time { get; init; }

    public required RandomNumberGenerator Random { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Null: no TLS anywhere; a listener with implicit TLS is then refused at start.</summary>
    public TlsCertificates? Certificates { get; init; }

    public NetMetrics? Metrics { get; init; }
}
