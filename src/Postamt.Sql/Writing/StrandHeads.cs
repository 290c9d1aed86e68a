using Postamt.Queue.Ledger;
using Postamt.Sql.Shared;

namespace Postamt.Sql.Writing;

/// <summary>Heads of the ledger's strands within one transaction: read once, moved in memory, written once.</summary>
internal sealed class StrandHeads
{
    private readonly Dictionary<long, StrandHead> _heads = [];
    private readonly HashSet<long> _moved = [];

    public StrandHead Of(WriteTransaction tx, long strand)
    {
        if (_heads.TryGetValue(strand, out var known)) return known;
        var head = StrandSql.Read(tx, strand);
        _heads.Add(strand, head);
        return head;
    }

    public void Add(StrandHead head) => _heads[head.Strand] = head;

    public void Move(StrandHead head)
    {
        _heads[head.Strand] = head;
        _moved.Add(head.Strand);
    }

    public void Keep(WriteTransaction tx)
    {
        foreach (var strand in _moved) StrandSql.Keep(tx, _heads[strand]);
        _moved.Clear();
    }

    public void Clear()
    {
        _heads.Clear();
        _moved.Clear();
    }
}
