using Postamt.Queue.Ledger;

namespace Postamt.Sql.Writing;

/// <summary>Heads of strands within one transaction: what a request has moved is forgotten with it, and read again by the next.</summary>
internal sealed class StrandHeads
{
    private readonly Dictionary<long, StrandHead> _heads = [];
    private readonly HashSet<long> _moved = [];

    public StrandHead? Find(long strand) => _heads.GetValueOrDefault(strand);

    public void Keep(StrandHead head)
    {
        _heads[head.Strand] = head;
        _moved.Add(head.Strand);
    }

    internal void BeginRequest() => _moved.Clear();

    internal void DropRequest()
    {
        foreach (var strand in _moved) _heads.Remove(strand);
    }

    internal void Clear()
    {
        _heads.Clear();
        _moved.Clear();
    }
}
