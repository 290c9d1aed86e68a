using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Jobs;

/// <summary>Holds every table against its indexes once a period. Done is the number of tables read.</summary>
public sealed class TableCheckJob(ITableUpkeep upkeep, JobLimits limits, OperationsMetrics metrics, TimeProvider time) : IJob
{
    public string Name => "tables";

    public TimeSpan Every => limits.PurgeEvery;

    public async ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        long done = 0;
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var result = await upkeep.CheckAsync(limits.CheckTablesEvery, stop);
            if (!result.TryGet(out var piece)) return StoreResult<long>.No(result.Error!.Value, result.Detail);
            if (piece.Ended) break;
            done++;
            metrics.TableChecked(isGood: piece.Findings.Count == 0);
            // Half of a disk at most, and half of a core.
            await Task.Delay(time.GetElapsedTime(began), time, stop);
        }
        return done;
    }
}
