using Postamt.Store.Results;

namespace Postamt.Queue.Upkeep;

/// <summary>
/// What the queue forgets when its time is over. Each call is one piece, written after accepts, and answers how many rows went; fewer than
/// <c>limit</c> means that nothing more is due. At most 1 000 rows a call. Ledger rows, seals and the heads they cover stay: a proof from
/// the first row recomputes each of them.
/// </summary>
public interface IQueueUpkeep
{
    /// <summary>Attempts made before a time for recipients whose life has ended. Trace still has the ledger's rows of theirs.</summary>
    ValueTask<StoreResult<int>> PurgeAttemptsAsync(DateTimeOffset before, int limit);

    /// <summary>
    /// Owners that were found dead, once the same node has started again before a time. An owner whose node was not started since may
    /// still wake up, and stays fenced.
    /// </summary>
    ValueTask<StoreResult<int>> PurgeOwnersAsync(DateTimeOffset startedAgainBefore, int limit);
}
