using Postamt.Cluster.Nodes;

namespace Postamt.Ram.Cluster;

public sealed class RamNodes : INodes
{
    private long _epoch;

    public ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken) => new(new NodeEpoch(Interlocked.Increment(ref _epoch), name));
}
