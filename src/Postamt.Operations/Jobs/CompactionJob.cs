using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Gives back the room of contents nobody refers to any more, segment by segment. Done is the number of contents moved and files removed.</summary>
public sealed class CompactionJob(ISegmentUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "compaction";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var rule = new CompactionRule(limits.CompactBelow, limits.LooseKept);
        return PacedPieces.RunAsync(limits.ContentOctetsPerSecond, async () =>
        {
            var piece = await upkeep.CompactAsync(rule, limits.PieceOctets, stop);
            return piece.TryGet(out var done) ? (done.Octets, done.Moved + done.Removed, done.Ended) : StoreResult<(long, long, bool)>.No(piece.Error!.Value, piece.Detail);
        }, time, stop);
    }
}
