using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Takes away mail that was expunged longer ago than it is kept; mail on hold stays.</summary>
public sealed class ExpungedMailJob(IStoreUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "expunged mail";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var before = time.GetUtcNow() - limits.ExpungedKept;
        return Pieces.RunAsync(limits.PieceRows, () => upkeep.PurgeExpungedAsync(before, limits.PieceRows), stop);
    }
}
