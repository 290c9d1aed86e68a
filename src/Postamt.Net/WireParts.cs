using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Net.Tls;

namespace Postamt.Net;

/// <summary>What a <see cref="Wire"/> is made of besides its transport.</summary>
public sealed record WireParts
{
    public required string Id { get; init; }

    public required string Listener { get; init; }

    public required IPEndPoint Remote { get; init; }

    public required IPEndPoint Local { get; init; }

    public required NetLimits Limits { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Null: no TLS on this wire.</summary>
    public TlsCertificates? Certificates { get; init; }

    /// <summary>The connection's place in the limits; null: not counted.</summary>
    public ConnectionLease? Lease { get; init; }

    /// <summary>For the wire trace; asked for its category only.</summary>
    public ILoggerFactory? Loggers { get; init; }

    public NetMetrics? Metrics { get; init; }

    public CancellationToken Draining { get; init; }

    /// <summary>Makes <see cref="Draining"/> fire for this wire alone.</summary>
    public Action? Drain { get; init; }

    public CancellationToken Aborted { get; init; }

    /// <summary>Octets of the peer that wait in the kernel, unread. A wire without a socket has none.</summary>
    public Func<int> Unread { get; init; } = static () => 0;

    /// <summary>Cuts the transport at once.</summary>
    public Action? Abort { get; init; }
}
