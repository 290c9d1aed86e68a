using Postamt.Queue.Upkeep;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

/// <summary>What the queue in memory forgets.</summary>
public sealed class RamQueueUpkeep : IQueueUpkeep
{
    private readonly RamMail _mail;

    internal RamQueueUpkeep(RamMail mail) => _mail = mail;

    public ValueTask<StoreResult<int>> PurgeAttemptsAsync(DateTimeOffset before, int limit)
    {
        lock (_mail.Gate)
        {
            var gone = _mail.Attempts.Where(attempt => attempt.Step.At < before && !_mail.Recipients.ContainsKey(attempt.Entry)).Take(limit).ToHashSet();
            return new(_mail.Attempts.RemoveAll(gone.Contains));
        }
    }

    public ValueTask<StoreResult<int>> PurgeOwnersAsync(DateTimeOffset startedAgainBefore, int limit)
    {
        lock (_mail.Gate) return new(_mail.Queue.Forget(epoch => _mail.Office.Nodes.StartedAgain(epoch, startedAgainBefore), limit));
    }
}
