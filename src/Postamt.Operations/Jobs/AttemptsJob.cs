using Postamt.Queue.Upkeep;
using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Takes away attempts of mails that came to their end, after the time that trace shows them.</summary>
public sealed class AttemptsJob(IQueueUpkeep upkeep, JobLimits limits, TimeProvider time) : IJob
{
    public string Name => "attempts";

    public TimeSpan Every => limits.PurgeEvery;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var before = time.GetUtcNow() - limits.AttemptKept;
        return Pieces.RunAsync(limits.PieceRows, () => upkeep.PurgeAttemptsAsync(before, limits.PieceRows), stop);
    }
}
