using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Store.Quotas;
using Postamt.Store.Results;

namespace Postamt.Sql.Storing;

internal sealed class QuotaStore(IReaders readers) : IQuotas
{
    public ValueTask<StoreResult<QuotaUse>> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
        readers.ReadAsync(reader => QuotaSql.Read(reader, account), cancellationToken);
}
