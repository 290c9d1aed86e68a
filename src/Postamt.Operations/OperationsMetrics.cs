using System.Diagnostics.Metrics;

namespace Postamt.Operations;

/// <summary>The meter <c>Postamt.Operations</c>.</summary>
public sealed class OperationsMetrics : IDisposable
{
    public const string MeterName = "Postamt.Operations";
    private readonly Meter _meter;
    private readonly Counter<long> _scrubbed;
    private readonly Counter<long> _tables;
    private readonly Counter<long> _canaries;
    private readonly Histogram<double> _canaryDelay;

    /// <param name="factory">Null: a meter of its own.</param>
    public OperationsMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _scrubbed = _meter.CreateCounter<long>("postamt.operations.contents.scrubbed", "{content}", "Stored contents that were read and held against their hashes.");
        _tables = _meter.CreateCounter<long>("postamt.operations.tables.checked", "{table}", "Tables that were read and held against their indexes.");
        _canaries = _meter.CreateCounter<long>("postamt.operations.canary", "{mail}", "Canary mails by outcome (sent, back, twice, unanswered, lost) and by the node whose doors they went through.");
        _canaryDelay = _meter.CreateHistogram<double>("postamt.operations.canary.delay", "s", "From the sending of a canary mail to its being read.");
    }

    public void Dispose() => _meter.Dispose();

    internal void CanarySent(string node) => Canary(1, "sent", node);

    internal void CanaryUnanswered(string node) => Canary(1, "unanswered", node);

    internal void CanaryLost() => _canaries.Add(1, new KeyValuePair<string, object?>("outcome", "lost"));

    internal void CanaryTwice(string node) => Canary(1, "twice", node);

    internal void CanaryBack(string node, TimeSpan delay)
    {
        Canary(1, "back", node);
        _canaryDelay.Record(delay.TotalSeconds, new KeyValuePair<string, object?>("node", node));
    }

    private void Canary(long mails, string outcome, string node) => _canaries.Add(mails, new("outcome", outcome), new("node", node));

    internal void Scrubbed(long good, long repaired, long damaged)
    {
        Add(good, "good");
        Add(repaired, "repaired");
        Add(damaged, "damaged");
    }

    internal void TableChecked(bool isGood) => _tables.Add(1, new KeyValuePair<string, object?>("outcome", isGood ? "good" : "damaged"));

    private void Add(long contents, string outcome)
    {
        if (contents > 0) _scrubbed.Add(contents, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
