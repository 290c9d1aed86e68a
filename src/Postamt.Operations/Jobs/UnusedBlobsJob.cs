using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Takes away contents that no message and nothing in the queue refers to any more.</summary>
public sealed class UnusedBlobsJob(IStoreUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "unused contents";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var before = time.GetUtcNow() - limits.UnusedBlobKept;
        return Pieces.RunAsync(limits.PieceRows, () => upkeep.SweepBlobsAsync(before, limits.PieceRows), stop);
    }
}
