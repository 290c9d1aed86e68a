using Postamt.Cluster.Identity;
using Postamt.Store.Results;

namespace Postamt.Store.Quotas;

/// <param name="UsedOctets">Sizes of all placements' messages, each message once.</param>
/// <param name="LimitOctets">0: no limit.</param>
public readonly record struct QuotaUse(long UsedOctets, long UsedMessages, long LimitOctets)
{
    public bool IsOver(long more) => LimitOctets > 0 && UsedOctets + more > LimitOctets;
}

public interface IQuotas
{
    ValueTask<StoreResult<QuotaUse>> ReadAsync(AccountId account, CancellationToken cancellationToken);
}
