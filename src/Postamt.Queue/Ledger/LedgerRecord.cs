namespace Postamt.Queue.Ledger;

/// <summary>A row with what chains it: all of 32 octets but the salt, which has 16 and is empty once erased.</summary>
/// <param name="Digest">Salted hash of the personal columns; outlives them.</param>
/// <param name="Previous">Hash of the strand's row before; zeros for the first.</param>
public sealed record LedgerRecord(LedgerRow Row, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> Previous, ReadOnlyMemory<byte> Hash)
{
    /// <summary>The personal columns are gone; the chain still holds.</summary>
    public bool IsErased => Row.From is null && Row.Recipient is null && Row.Detail is null;
}
