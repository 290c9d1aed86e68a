using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The audit log: written inside the transaction of the change, read newest first.</summary>
internal sealed class AuditSql(IReaders readers) : IAuditLog
{
    private const string InsertText = """
        INSERT INTO audit (at, company_id, actor_kind, actor_name, actor_account, actor_company, operation, subject, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string ListAll = """
        SELECT at, company_id, actor_kind, actor_name, actor_account, actor_company, operation, subject, detail
        FROM audit WHERE at < $1 ORDER BY at DESC, id DESC LIMIT $2
        """;

    private const string ListOfCompany = """
        SELECT at, company_id, actor_kind, actor_name, actor_account, actor_company, operation, subject, detail
        FROM audit WHERE company_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3
        """;

    public static void Insert(WriteTransaction sql, AuditEntry entry) => sql.Post(
        InsertText,
        entry.At,
        entry.Company,
        (long)entry.Actor.Kind,
        entry.Actor.Name,
        entry.Actor.Account?.Value,
        entry.Actor.Company?.Value,
        entry.Operation,
        entry.Subject,
        entry.Detail);

    public async ValueTask<IReadOnlyList<AuditEntry>> ListAsync(CompanyId? company, DateTimeOffset? before, int limit, CancellationToken cancellationToken)
    {
        SqlValue end = before is { } time ? time : long.MaxValue;
        var result = await readers.ReadAsync(
            sql => StoreResult<List<AuditEntry>>.Ok(company is { } id ? sql.Query(ListOfCompany, Read, id, end, limit) : sql.Query(ListAll, Read, end, limit)),
            cancellationToken);
        return DatabaseUnavailableException.Unless(result);
    }

    private static AuditEntry Read(SqlRow row)
    {
        AccountId? account = row.LongOrNull(4) is { } a ? new AccountId(a) : null;
        CompanyId? company = row.LongOrNull(5) is { } c ? new CompanyId(c) : null;
        return new AuditEntry(row.Time(0), new CompanyId(row.Long(1)), new Actor((ActorKind)row.Int(2), row.Text(3), account, company), row.Text(6), row.Text(7), row.Text(8));
    }
}
