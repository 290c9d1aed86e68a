using System.Globalization;

namespace Postamt.Queue.Ledger;

/// <summary>
/// Follows one strand row by row and recomputes every hash. Memory is one row, whatever the length.
/// </summary>
/// <param name="start">Where to begin: an empty head, or one that a seal vouches for.</param>
public sealed class ChainCheck(SealHead start, Violations violations)
{
    private long _seq = start.Seq;
    private ReadOnlyMemory<byte> _hash = start.Hash;

    public SealHead Head => new(start.Strand, _seq, _hash);

    /// <summary>Takes the next row in order of seq.</summary>
    public void Take(LedgerRecord record)
    {
        var row = record.Row;
        if (row.Seq != _seq + 1) Say(row, string.Create(CultureInfo.InvariantCulture, $"follows row {_seq}: rows between are missing"));
        if (!record.Previous.Span.SequenceEqual(_hash.Span)) Say(row, "does not chain to the row before it");
        if (!record.IsErased && !LedgerHash.OfPerson(record.Salt.Span, row.From, row.Recipient, row.Detail).AsSpan().SequenceEqual(record.Digest.Span))
            Say(row, "has personal columns that do not match their digest");
        if (!LedgerHash.OfRow(record.Previous.Span, row, record.Digest.Span).AsSpan().SequenceEqual(record.Hash.Span))
            Say(row, "does not match its hash");
        _seq = row.Seq;
        _hash = record.Hash;
    }

    /// <summary>Compares the end reached with what the strand says its end is.</summary>
    public void End(SealHead expected)
    {
        if (expected.Seq != _seq || !expected.Hash.Span.SequenceEqual(_hash.Span))
            violations.Add(string.Create(CultureInfo.InvariantCulture, $"Strand {start.Strand} ends at row {_seq}, its head says row {expected.Seq} or another hash."));
    }

    private void Say(LedgerRow row, string what) =>
        violations.Add(string.Create(CultureInfo.InvariantCulture, $"Row {row.Strand}/{row.Seq} {what}."));
}
