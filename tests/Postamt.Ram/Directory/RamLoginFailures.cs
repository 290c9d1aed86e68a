using Postamt.Directory.Login;

namespace Postamt.Ram.Directory;

public sealed class RamLoginFailures(TimeProvider time) : ILoginFailures
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Epoch, string Key), (int Failures, DateTimeOffset LastAt)> _rows = [];

    /// <summary>While set, every question fails with it.</summary>
    public string? Fault { get; set; }

    public ValueTask<IReadOnlyList<NodeFailures>> ExchangeAsync(long epoch, IReadOnlyDictionary<string, int> added, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (Fault is { } fault) throw new IOException(fault);
        lock (_gate)
        {
            foreach (var (key, failures) in added) _rows[(epoch, key)] = (_rows.GetValueOrDefault((epoch, key)).Failures + failures, time.GetUtcNow());
            return new([.. _rows.Where(row => row.Key.Epoch != epoch && row.Value.LastAt >= since).Select(row => new NodeFailures(row.Key.Epoch, row.Key.Key, row.Value.Failures))]);
        }
    }

    public ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (Fault is { } fault) throw new IOException(fault);
        lock (_gate)
        {
            var old = _rows.Where(row => row.Value.LastAt < before).Select(row => row.Key).ToList();
            old.ForEach(key => _rows.Remove(key));
            return new(old.Count);
        }
    }
}
