using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Takes away filing keys of mails that nobody completes for a second time any more.</summary>
public sealed class FilingKeysJob(IStoreUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "filing keys";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var before = time.GetUtcNow() - limits.FilingKept;
        return Pieces.RunAsync(limits.PieceRows, () => upkeep.PurgeFilingsAsync(before, limits.PieceRows), stop);
    }
}
