using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Encrypts contents that are not under the newest key anew. Done is the number of contents.</summary>
public sealed class RewriteJob(IContentUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "rewriting under the newest key";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop) => PacedPieces.RunAsync(limits.ContentOctetsPerSecond, async () =>
    {
        var piece = await upkeep.RewriteAsync(limits.PieceOctets, stop);
        return piece.TryGet(out var done) ? (done.Octets, done.Rewritten, done.Ended) : StoreResult<(long, long, bool)>.No(piece.Error!.Value, piece.Detail);
    }, time, stop);
}
