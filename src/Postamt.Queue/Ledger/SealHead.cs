namespace Postamt.Queue.Ledger;

/// <summary>A strand's last row at the moment of a seal.</summary>
/// <param name="Hash">32 octets.</param>
public readonly record struct SealHead(long Strand, long Seq, ReadOnlyMemory<byte> Hash);
