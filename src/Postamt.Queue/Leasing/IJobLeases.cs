using Postamt.Cluster.Nodes;
using Postamt.Store.Results;

namespace Postamt.Queue.Leasing;

/// <summary>Work that one node does for all: which node that is. It goes to another one when its owner is found dead, as leases of mail do.</summary>
public interface IJobLeases
{
    /// <summary>True when the epoch holds the job, or takes it because nobody alive does. Gone: the epoch itself was found dead.</summary>
    /// <param name="job">A name of ours.</param>
    ValueTask<StoreResult<bool>> TryHoldAsync(string job, NodeEpoch epoch);
}
