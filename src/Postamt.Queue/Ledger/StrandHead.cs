namespace Postamt.Queue.Ledger;

/// <summary>
/// The end of one writer epoch's chain. Appending is pure: the engine keeps the new head in the transaction that keeps the row, so that an
/// undone transaction leaves no gap.
/// </summary>
/// <param name="Seq">Of the last row; 0 before the first.</param>
/// <param name="Hash">Of the last row; 32 zeros before the first.</param>
public sealed record StrandHead(long Strand, long Seq, ReadOnlyMemory<byte> Hash, LedgerCounts Counts)
{
    /// <summary>A strand has at most 2^40 rows; the bits above number the strand, so entry ids are unique without a counter of their own.</summary>
    private const int SeqBits = 40;

    public static StrandHead Empty(long strand) => new(strand, 0, new byte[LedgerHash.Length], LedgerCounts.None);

    /// <param name="salt">16 random octets of this row's own.</param>
    public (LedgerRecord Record, StrandHead Head) Append(in LedgerDraft draft, DateTimeOffset at, ReadOnlyMemory<byte> salt)
    {
        var seq = Seq + 1;
        var entry = draft.Entry == 0 ? Strand << SeqBits | seq : draft.Entry;
        var row = new LedgerRow(Strand, seq, entry, draft.Parent, draft.AcceptId, draft.Company, draft.Event, at, draft.From, draft.Recipient, draft.Detail)
        {
            Kind = draft.Kind,
            Account = draft.Account,
        };
        var digest = LedgerHash.OfPerson(salt.Span, draft.From, draft.Recipient, draft.Detail);
        var hash = LedgerHash.OfRow(Hash.Span, row, digest);
        return (new LedgerRecord(row, salt, digest, Hash, hash), new StrandHead(Strand, seq, hash, Counts.Add(draft.Event)));
    }
}
