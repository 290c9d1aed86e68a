namespace Postamt.Cluster.Nodes;

/// <summary>Registers this process and gives it an epoch, the fencing token of everything it leases and its ledger strand.</summary>
public interface INodes
{
    ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken);
}

/// <param name="Epoch">Grows with each start of any node and is never used twice.</param>
/// <param name="Name">The node's name.</param>
public sealed record NodeEpoch(long Epoch, string Name);
