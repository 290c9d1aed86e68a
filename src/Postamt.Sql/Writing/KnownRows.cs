using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Sql.Shared;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Writing;

/// <summary>
/// What a transaction has read or made already, so that the next delivery of the batch need not ask again, and what deliveries have moved
/// and is written once for all of them (<see cref="Keep"/>). Only requests that deliver share it: before and after any other it is kept and
/// emptied, and an undone request takes it along.
/// </summary>
internal sealed class KnownRows
{
    /// <summary>Heads of the ledger's strands.</summary>
    public StrandHeads Strands { get; } = new();

    public AccountHeads Accounts { get; } = new();

    /// <summary>Accepts by their id; null for one that is not there.</summary>
    public Dictionary<AcceptId, AcceptedMail?> Accepts { get; } = [];

    /// <summary>Unanswered accepts by their repeat key; null where there is none.</summary>
    public Dictionary<RepeatedBy, AcceptedMail?> Repeats { get; } = [];

    /// <summary>What an accept was filed as; null for one that was not.</summary>
    public Dictionary<(AccountId Account, AcceptId Accept), FiledResult?> Filings { get; } = [];

    /// <summary>Conversations by the hash of a message id; null where there is none.</summary>
    public Dictionary<(AccountId Account, long Hash), long?> Threads { get; } = [];

    /// <summary>Contents that can be referred to without looking again.</summary>
    public Dictionary<(CompanyId Company, ContentHash Hash), KnownContent> Contents { get; } = [];

    /// <summary>The accept is not looked for any more by what is sent again.</summary>
    public void ForgetRepeats(AcceptId id)
    {
        foreach (var (key, accept) in Repeats)
        {
            if (accept?.Id == id) Repeats.Remove(key);
        }
    }

    /// <summary>Writes what was moved.</summary>
    public void Keep(WriteTransaction tx)
    {
        Strands.Keep(tx);
        Accounts.Keep(tx);
    }

    public void Clear()
    {
        Strands.Clear();
        Accounts.Clear();
        Accepts.Clear();
        Repeats.Clear();
        Filings.Clear();
        Threads.Clear();
        Contents.Clear();
    }
}

/// <param name="IsStored">False: the number is taken for it, its row is still to be made.</param>
internal readonly record struct KnownContent(long Id, bool IsStored);

/// <summary>A repeat key as one of a dictionary: its first 16 octets, of SHA-256.</summary>
internal readonly record struct RepeatedBy(UInt128 Value)
{
    public static RepeatedBy Of(ReadOnlySpan<byte> key) => new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(key));
}
