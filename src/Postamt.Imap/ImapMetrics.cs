using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Postamt.Imap;

/// <summary>The meter <c>Postamt.Imap</c>. The command tag is a row of the command table, never a word of the peer's.</summary>
public sealed class ImapMetrics : IDisposable
{
    public const string MeterName = "Postamt.Imap";
    private readonly Meter _meter;
    private readonly Histogram<double> _command;

    public ImapMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _command = _meter.CreateHistogram<double>("postamt.imap.command.duration", "s", "From a whole command to its tagged answer.");
    }

    internal void Command(string verb, string reply, TimeSpan duration) =>
        _command.Record(duration.TotalSeconds, new TagList { { "command", verb }, { "reply.code", reply } });

    public void Dispose() => _meter.Dispose();
}
