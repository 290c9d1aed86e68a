using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Net;
using Postamt.Net.Tls;

namespace Postamt.TestWire;

/// <summary>How an <see cref="InMemoryWire"/> is made; the defaults are a plain connection from a documentation address.</summary>
public sealed record InMemoryWireOptions
{
    public string Listener { get; init; } = "smtp";

    // RFC 5737: addresses nobody has.
    public IPEndPoint Remote { get; init; } = new(IPAddress.Parse("192.0.2.7"), 40_000);

    public IPEndPoint Local { get; init; } = new(IPAddress.Parse("198.51.100.1"), 25);

    public NetLimits Limits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Set: STARTTLS can be offered.</summary>
    public TlsCertificates? Certificates { get; init; }

    public ILoggerFactory? Loggers { get; init; }

    public ConnectionLease? Lease { get; init; }

    /// <summary>Octets a pipe takes before the writer waits.</summary>
    public int PipeSize { get; init; } = 64 * 1024;

    /// <summary>Small segments make the readers meet lines that lie in several pieces.</summary>
    public int SegmentSize { get; init; } = 4096;
}
