using Postamt.Queue.Ledger;
using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>
/// Copies the ledger's seals to where this node keeps them, also those that others made: each node can prove the ledger by itself, and who rewrites the database finds
/// as many witnesses as there are machines. Done is the number of seals copied.
/// </summary>
public sealed class SealCopiesJob(ILedger ledger, JobLimits limits) : IJob
{
    public string Name => "seal copies";

    /// <summary>More often than seals are made: a proof between two of them finds the first.</summary>
    public TimeSpan Every => limits.SealEvery / 3;

    public bool IsEachNodes => true;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop) => ledger.CopySealsAsync(stop);
}
