namespace Postamt.Mail.Mime;

/// <summary>How much text the index of one message may still keep; it bounds memory and the stored form whatever arrives.</summary>
internal sealed class KeptBudget(int octets)
{
    private int _left = octets;

    /// <summary>A text had to be left out.</summary>
    public bool IsExceeded { get; private set; }

    public bool TryTake(int octets)
    {
        if (octets > _left)
        {
            IsExceeded = true;
            return false;
        }
        _left -= octets;
        return true;
    }

    public void Exceed() => IsExceeded = true;
}
