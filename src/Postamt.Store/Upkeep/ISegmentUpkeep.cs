using Postamt.Store.Results;

namespace Postamt.Store.Upkeep;

/// <summary>Gives back the room of what nobody refers to any more, in an engine that appends to files.</summary>
public interface ISegmentUpkeep
{
    /// <summary>
    /// One piece: a file without live octets is removed, or live records of the emptiest file are copied forward. A file goes when no content
    /// lies in it any more; who reads from it reads on.
    /// </summary>
    /// <param name="octets">The piece ends with the record that reaches this.</param>
    ValueTask<StoreResult<CompactionPiece>> CompactAsync(CompactionRule rule, long octets, CancellationToken stop);
}
