using Postamt.Cluster.Nodes;

namespace Postamt.Ram.Cluster;

public sealed class RamNodeRegistry : INodeRegistry
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, NodeInfo> _nodes = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public RamNodeRegistry(TimeProvider time) => _time = time;

    /// <summary>How far the clock of whoever reports is from ours.</summary>
    public TimeSpan Skew { get; set; }

    public ValueTask<bool> ReportAsync(NodeReport report, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(report.Node.Name, out var known) && known.Report.Node.Epoch > report.Node.Epoch) return new(false);
            _nodes[report.Node.Name] = new NodeInfo(report, _time.GetUtcNow() + Skew);
            return new(true);
        }
    }

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return new([.. _nodes.Values]);
    }

    public ValueTask<bool> ForgetAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate) return new(_nodes.Remove(name));
    }
}
