using Postamt.Cluster.Identity;
using Postamt.Store.Quotas;
using Postamt.Store.Results;

namespace Postamt.Intake.Tests;

/// <summary>A store that does not know how full a mailbox is.</summary>
internal sealed class BrokenQuotas(StoreError error) : IQuotas
{
    public ValueTask<StoreResult<QuotaUse>> ReadAsync(AccountId account, CancellationToken cancellationToken) => new(error);
}
