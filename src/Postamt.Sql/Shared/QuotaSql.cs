using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Store.Quotas;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

internal static class QuotaSql
{
    private const string ReadText = """
        SELECT used_octets, used_messages, quota_octets FROM account_clock WHERE account_id = $1
        """;

    public static StoreResult<QuotaUse> Read(ISqlReader reader, AccountId account) =>
        reader.QueryFirst<QuotaUse?>(ReadText, static row => new QuotaUse(row.Long(0), row.Long(1), row.Long(2)), account) is { } use ? use : StoreError.NotFound;
}
