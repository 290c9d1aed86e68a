namespace Postamt.Queue.Ledger;

/// <summary>How a seal is made of heads, balance and the seal before.</summary>
public static class Seals
{
    private static readonly byte[] Zeros = new byte[LedgerHash.Length];

    /// <param name="last">Null for the first seal.</param>
    /// <param name="heads">Of all strands, in any order.</param>
    public static LedgerSeal Make(LedgerSeal? last, DateTimeOffset at, IEnumerable<SealHead> heads, LedgerBalance balance)
    {
        var number = (last?.Number ?? 0) + 1;
        var root = LedgerHash.OfSeal(last is null ? Zeros : last.Root.Span, number, at, balance, Merkle(heads));
        return new LedgerSeal(number, at, root, balance);
    }

    /// <summary>True when <paramref name="seal"/> is what these heads and the seal before make.</summary>
    public static bool Holds(LedgerSeal seal, LedgerSeal? last, IEnumerable<SealHead> heads) =>
        seal.Root.Span.SequenceEqual(Make(last, seal.At, heads, seal.Balance).Root.Span);

    /// <summary>Root over the leaves in order of strand; an odd one moves up unpaired. 32 zeros for none.</summary>
    public static byte[] Merkle(IEnumerable<SealHead> heads)
    {
        var level = heads.OrderBy(head => head.Strand).Select(LedgerHash.OfHead).ToList();
        if (level.Count == 0) return Zeros;
        while (level.Count > 1)
        {
            var above = new List<byte[]>((level.Count + 1) / 2);
            for (var i = 0; i + 1 < level.Count; i += 2) above.Add(LedgerHash.OfPair(level[i], level[i + 1]));
            if (level.Count % 2 == 1) above.Add(level[^1]);
            level = above;
        }
        return level[0];
    }
}
