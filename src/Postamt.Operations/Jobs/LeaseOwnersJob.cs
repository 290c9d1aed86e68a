using Postamt.Queue.Upkeep;
using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Forgets dead owners of leases whose nodes have started again.</summary>
public sealed class LeaseOwnersJob(IQueueUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "lease owners";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var before = time.GetUtcNow() - limits.FencedOwnerKept;
        return Pieces.RunAsync(limits.PieceRows, () => upkeep.PurgeOwnersAsync(before, limits.PieceRows), stop);
    }
}
