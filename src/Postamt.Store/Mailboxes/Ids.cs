namespace Postamt.Store.Mailboxes;

/// <summary>A mailbox; unique within its account (RFC 8474 MAILBOXID).</summary>
public readonly record struct MailboxId(long Value);

/// <summary>A message; unique within its account, the same for all its placements (RFC 8474 EMAILID).</summary>
public readonly record struct EmailId(long Value);

/// <summary>A conversation; unique within its account (RFC 8474 THREADID).</summary>
public readonly record struct ThreadId(long Value);

/// <summary>Number of a placement in a mailbox: 1..2^32-1, strictly ascending, never reused (RFC 9051 2.3.1.1).</summary>
public readonly record struct Uid(uint Value) : IComparable<Uid>
{
    public int CompareTo(Uid other) => Value.CompareTo(other.Value);
}

/// <summary>RFC 9051 2.3.1.1: changes when a name's UIDs start anew; never reused for a name.</summary>
public readonly record struct UidValidity(uint Value);

/// <summary>The account's change number, 63 bits, one per transaction and account (RFC 7162 3.1).</summary>
public readonly record struct ModSeq(long Value) : IComparable<ModSeq>
{
    public int CompareTo(ModSeq other) => Value.CompareTo(other.Value);
}

/// <summary>Closed range of UIDs, First &lt;= Last.</summary>
public readonly record struct UidRange(uint First, uint Last);
