using System.Diagnostics;
using System.Diagnostics.Metrics;
using Postamt.Smtp.Server;

namespace Postamt.Smtp;

/// <summary>The meter <c>Postamt.Smtp</c>. Tag values are verbs of our own table, codes and enums, never from the peer.</summary>
public sealed class SmtpMetrics : IDisposable
{
    public const string MeterName = "Postamt.Smtp";
    private readonly Meter _meter;
    private readonly Histogram<double> _session;
    private readonly Histogram<double> _command;

    public SmtpMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _session = _meter.CreateHistogram<double>("postamt.smtp.server.session.duration", "s", "From the first octet to the end.");
        _command = _meter.CreateHistogram<double>("postamt.smtp.server.command.duration", "s", "From the command's line to its reply.");
    }

    internal void SessionEnded(SmtpProfile profile, SessionEnd end, TimeSpan duration)
    {
        var tags = new TagList { { "profile", profile.ToString() } };
        if (end != SessionEnd.Quit)
            tags.Add("error.type", end.ToString());
        _session.Record(duration.TotalSeconds, tags);
    }

    internal void CommandDone(string? verb, int code, TimeSpan duration) =>
        _command.Record(duration.TotalSeconds, new TagList { { "command", verb ?? "unknown" }, { "reply.code", code } });

    public void Dispose() => _meter.Dispose();
}
