namespace Postamt.Queue.Ledger;

/// <summary>Copies of the seals outside the database: who rewrites the database cannot rewrite these.</summary>
public interface ISealCopies
{
    /// <summary>Durable on return. A seal copied twice is the same line twice.</summary>
    ValueTask AppendAsync(IReadOnlyList<LedgerSeal> seals, CancellationToken cancellationToken);

    /// <summary>Numbers and roots, oldest first.</summary>
    IAsyncEnumerable<SealCopy> ReadAsync(CancellationToken cancellationToken);
}

/// <param name="Root">32 octets.</param>
public readonly record struct SealCopy(long Number, ReadOnlyMemory<byte> Root);
