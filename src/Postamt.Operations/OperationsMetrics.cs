using System.Diagnostics.Metrics;

namespace Postamt.Operations;

/// <summary>The meter <c>Postamt.Operations</c>.</summary>
public sealed class OperationsMetrics : IDisposable
{
    public const string MeterName = "Postamt.Operations";
    private readonly Meter _meter;
    private readonly Counter<long> _scrubbed;
    private readonly Counter<long> _tables;

    /// <param name="factory">Null: a meter of its own.</param>
    public OperationsMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _scrubbed = _meter.CreateCounter<long>("postamt.operations.contents.scrubbed", "{content}", "Stored contents that were read and held against their hashes.");
        _tables = _meter.CreateCounter<long>("postamt.operations.tables.checked", "{table}", "Tables that were read and held against their indexes.");
    }

    public void Dispose() => _meter.Dispose();

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
