namespace Postamt.Cluster.Nodes;

/// <summary>
/// The epoch this process works under. One that others have found dead, because the process stood still or could not reach the database, is
/// worth nothing any more: what was leased under it is somebody else's. The process goes on under a new one.
/// </summary>
public sealed class CurrentEpoch(INodes nodes, string version, NodeEpoch first) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private NodeEpoch _value = first;

    public NodeEpoch Value => Volatile.Read(ref _value);

    /// <summary>Takes a new epoch in place of a dead one; whoever comes second finds it done.</summary>
    /// <exception cref="IOException">The database cannot be reached; the old epoch stays.</exception>
    public async ValueTask ReplaceAsync(NodeEpoch dead, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Value == dead) Volatile.Write(ref _value, await nodes.RegisterAsync(dead.Name, version, cancellationToken));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
