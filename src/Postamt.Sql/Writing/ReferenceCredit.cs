using Postamt.Sql.Contents;

namespace Postamt.Sql.Writing;

/// <summary>
/// References a request has taken with a content's row, for what it is about to make: one statement instead of one for each. What is left
/// at its end is given back.
/// </summary>
internal sealed class ReferenceCredit
{
    private readonly Dictionary<long, int> _left = [];

    public void Take(long blob, int references) => _left[blob] = _left.GetValueOrDefault(blob) + references;

    /// <summary>False when one is to be taken now.</summary>
    public bool Spend(long blob)
    {
        if (_left.GetValueOrDefault(blob) is var left and > 0)
        {
            _left[blob] = left - 1;
            return true;
        }
        return false;
    }

    public void Settle(WriteTransaction tx)
    {
        foreach (var (blob, left) in _left)
        {
            for (var i = 0; i < left; i++) BlobSql.Release(tx, blob);
        }
        _left.Clear();
    }

    public void Clear() => _left.Clear();
}
