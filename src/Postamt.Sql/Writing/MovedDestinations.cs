using Postamt.Sql.Shared;

namespace Postamt.Sql.Writing;

/// <summary>
/// Destinations whose next due time a batch has moved. Their rows are shared by all nodes and as good as hot, so they are written once, at the end, and in
/// order: no two nodes wait for each other, and none has them longer than its commit takes.
/// </summary>
internal sealed class MovedDestinations
{
    /// <summary>When a recipient falls due; null: it is to be looked up.</summary>
    private readonly SortedDictionary<string, DateTimeOffset?> _moved = new(StringComparer.Ordinal);

    /// <summary>A free recipient of the destination is due at this time.</summary>
    public void Due(string destination, DateTimeOffset at)
    {
        if (!_moved.TryGetValue(destination, out var known) || at < known) _moved[destination] = at;
    }

    /// <summary>Recipients of the destination are gone, leased, held or put off.</summary>
    public void LookAgain(string destination) => _moved[destination] = null;

    /// <summary>Writes them.</summary>
    public void Settle(WriteTransaction tx)
    {
        foreach (var (destination, at) in _moved)
        {
            if (at is { } due) QueueDestinationSql.Due(tx, destination, due);
            else QueueDestinationSql.Refresh(tx, destination);
        }
        _moved.Clear();
    }

    public void Clear() => _moved.Clear();
}
