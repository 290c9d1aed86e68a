using Postamt.Cluster.Identity;
using Postamt.Sql.Shared;
using Postamt.Store.Quotas;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite.Storing;

internal sealed class QuotaStore(ReaderPool readers) : IQuotas
{
    public ValueTask<StoreResult<QuotaUse>> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
        readers.ReadAsync(reader => QuotaSql.Read(reader, account), cancellationToken);
}
