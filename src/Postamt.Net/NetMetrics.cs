using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Postamt.Net;

/// <summary>The meter <c>Postamt.Net</c>. Tag values are listener names of our own configuration and enums, never from the peer.</summary>
public sealed class NetMetrics : IDisposable
{
    public const string MeterName = "Postamt.Net";
    private readonly Meter _meter;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _handshake;

    public NetMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _active = _meter.CreateUpDownCounter<long>("postamt.net.connections.active", "{connection}", "Connections now.");
        _refused = _meter.CreateCounter<long>("postamt.net.connections.refused", "{connection}", "Connections that were not admitted.");
        _duration = _meter.CreateHistogram<double>("postamt.net.connection.duration", "s", "From accept to close.");
        _handshake = _meter.CreateHistogram<double>("postamt.net.tls.handshake.duration", "s", "TLS handshakes.");
    }

    internal void Opened(string listener) => _active.Add(1, new KeyValuePair<string, object?>("listener", listener));

    internal void Ended(string listener, WireEnd end, TimeSpan duration)
    {
        _active.Add(-1, new KeyValuePair<string, object?>("listener", listener));
        var tags = new TagList { { "listener", listener } };
        if (end != WireEnd.Closed)
            tags.Add("error.type", end.ToString());
        _duration.Record(duration.TotalSeconds, tags);
    }

    internal void Refused(string listener, RefusalReason reason) =>
        _refused.Add(1, new TagList { { "listener", listener }, { "error.type", reason.ToString() } });

    internal void Handshake(string listener, string? version, TimeSpan duration)
    {
        var tags = new TagList { { "listener", listener } };
        tags.Add(version is null ? "error.type" : "tls.protocol.version", version ?? nameof(WireEnd.TlsFailed));
        _handshake.Record(duration.TotalSeconds, tags);
    }

    public void Dispose() => _meter.Dispose();
}
