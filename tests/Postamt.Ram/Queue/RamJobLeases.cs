using Postamt.Cluster.Nodes;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

public sealed class RamJobLeases : IJobLeases
{
    private readonly RamMail _mail;
    private readonly Dictionary<string, long> _holders = [];

    internal RamJobLeases(RamMail mail) => _mail = mail;

    public ValueTask<StoreResult<bool>> TryHoldAsync(string job, NodeEpoch epoch)
    {
        lock (_mail.Gate)
        {
            if (!_mail.Queue.Begin(epoch.Epoch)) return new(StoreError.Gone);
            if (!_holders.TryGetValue(job, out var holder) || !_mail.Queue.Lives(holder)) holder = _holders[job] = epoch.Epoch;
            return new(holder == epoch.Epoch);
        }
    }
}
