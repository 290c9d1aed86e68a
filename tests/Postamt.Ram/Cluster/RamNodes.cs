using Postamt.Cluster.Nodes;

namespace Postamt.Ram.Cluster;

public sealed class RamNodes : INodes
{
    private readonly Lock _gate = new();
    private readonly List<(NodeEpoch Node, DateTimeOffset At)> _starts = [];
    private readonly TimeProvider _time;

    internal RamNodes(TimeProvider time) => _time = time;

    public ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var node = new NodeEpoch(_starts.Count + 1, name);
            _starts.Add((node, _time.GetUtcNow()));
            return new(node);
        }
    }

    /// <summary>Whether the node of an epoch was registered again before a time.</summary>
    internal bool StartedAgain(long epoch, DateTimeOffset before)
    {
        lock (_gate)
        {
            var name = _starts.Find(start => start.Node.Epoch == epoch).Node?.Name;
            return name is not null && _starts.Exists(start => start.Node.Name == name && start.Node.Epoch > epoch && start.At < before);
        }
    }
}
