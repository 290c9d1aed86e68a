namespace Postamt.Sql.Writing;

/// <summary>
/// How a request fares while another node has an account of its. It is left out of the batches meanwhile, so that nobody waits for it; now and
/// then, and the more seldom the longer it lasts, it waits in the database's own line: a node that comes again and again for the same account
/// would not leave it one free moment otherwise.
/// </summary>
internal sealed class Holding
{
    private int _skipped;
    private int _mostSkipped = 2;

    /// <summary>A timestamp of when it began; 0: it is not held.</summary>
    public long Since { get; private set; }

    /// <summary>It is to wait in line now.</summary>
    public bool IsRipe => _skipped >= _mostSkipped;

    public void Skip(long now)
    {
        if (Since == 0) Since = now;
        _skipped++;
    }

    /// <summary>It waited in vain.</summary>
    public void StandBack()
    {
        _skipped = 0;
        _mostSkipped = Math.Min(2 * _mostSkipped, 256);
    }
}
