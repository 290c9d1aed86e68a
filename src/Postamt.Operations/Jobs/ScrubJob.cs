using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Reads every stored content once a period and holds it against its hash. Done is the number of contents read.</summary>
public sealed class ScrubJob(IContentUpkeep upkeep, JobLimits limits, OperationsMetrics metrics, TimeProvider time) : IJob
{
    public string Name => "scrub";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop) => PacedPieces.RunAsync(limits.ContentOctetsPerSecond, async () =>
    {
        var piece = await upkeep.ScrubAsync(limits.ScrubEvery, limits.PieceOctets, stop);
        if (!piece.TryGet(out var done)) return StoreResult<(long, long, bool)>.No(piece.Error!.Value, piece.Detail);
        metrics.Scrubbed(done.Checked - done.Damaged - done.Repaired, done.Repaired, done.Damaged);
        return (done.Octets, done.Checked, done.Ended);
    }, time, stop);
}
