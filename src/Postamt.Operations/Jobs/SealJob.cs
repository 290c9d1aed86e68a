using Postamt.Cluster.Nodes;
using Postamt.Queue.Ledger;
using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Seals the ledger. Done is 1 when there was something to seal.</summary>
public sealed class SealJob(ILedger ledger, CurrentEpoch current, JobLimits limits) : IJob
{
    public string Name => "seal";

    public TimeSpan Every => limits.SealEvery;

    public async ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var made = await ledger.SealAsync(current.Value, stop);
        return made.TryGet(out var seal) ? seal is null ? 0 : 1 : StoreResult<long>.No(made.Error!.Value, made.Detail);
    }
}
