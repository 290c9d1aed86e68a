namespace Postamt.Imap.Commands;

/// <summary>What a SEARCH has found so far: eight octets a message, or two messages where only the ends are asked for.</summary>
/// <param name="onlyEnds">Only the first and the last message count.</param>
/// <param name="first">Of the two the first is asked for.</param>
/// <param name="last">Of the two the last is asked for.</param>
internal sealed class SearchFinds(bool onlyEnds, bool first, bool last)
{
    private readonly List<uint> _numbers = [];
    private readonly List<uint> _uids = [];
    private long _firstModSeq;
    private long _lastModSeq;
    private long _highest;

    /// <summary>Numbers or UIDs as the client asked, ascending; where only the ends count, these.</summary>
    public IReadOnlyList<uint> Numbers => _numbers;

    /// <summary>RFC 4731 3.2: the highest modseq of the messages that count.</summary>
    public long ModSeq => !onlyEnds ? _highest : Math.Max(first ? _firstModSeq : 0, last ? _lastModSeq : 0);

    /// <summary>RFC 9051 6.4.4.1 table 4: the UIDs that SAVE keeps, ascending.</summary>
    public IEnumerable<uint> Saved => !onlyEnds || _uids.Count == 0 ? _uids : first && last ? _uids : [first ? _uids[0] : _uids[^1]];

    /// <summary>Ascending by UID.</summary>
    public void Add(uint uid, uint number, long modSeq)
    {
        if (_numbers.Count == 0) _firstModSeq = modSeq;
        _lastModSeq = modSeq;
        _highest = Math.Max(_highest, modSeq);
        if (onlyEnds && _numbers.Count == 2)
        {
            (_numbers[1], _uids[1]) = (number, uid);
            return;
        }
        _numbers.Add(number);
        _uids.Add(uid);
    }
}
