using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Keeps the tombstones of each mailbox to the newest ones.</summary>
public sealed class TombstonesJob(IStoreUpkeep upkeep, JobLimits limits) : IJob
{
    public string Name => "tombstones";

    public TimeSpan Every => limits.TrimEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop) =>
        Pieces.RunAsync(limits.PieceRows, () => upkeep.TrimTombstonesAsync(limits.TombstonesKept, limits.PieceRows), stop);
}
