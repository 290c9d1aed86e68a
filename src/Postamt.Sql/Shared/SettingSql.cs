using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Settings straight from the database; <see cref="CachedSettings"/> stands before it.</summary>
internal sealed class SettingSql(IWriter writer, IReaders readers) : ISettings
{
    // The company's row, where there is one, comes before the installation's (company 0).
    private const string ReadText = "SELECT value FROM setting WHERE name = $1 AND company_id IN (0, $2) ORDER BY company_id DESC LIMIT 1";
    private const string ListText = "SELECT name, company_id, value, changed_at, changed_by FROM setting ORDER BY name, company_id";
    private const string DeleteText = "DELETE FROM setting WHERE name = $1 AND company_id = $2";

    private const string WriteText = """
        INSERT INTO setting (name, company_id, value, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name, company_id) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by
        """;

    public async ValueTask<string?> ReadAsync(string name, CompanyId company, CancellationToken cancellationToken) =>
        DatabaseUnavailableException.Unless(await readers.ReadAsync(sql => StoreResult<string?>.Ok(sql.QueryFirst(ReadText, static row => row.Text(0), name, company)), cancellationToken));

    public async ValueTask WriteAsync(string name, CompanyId company, string? value, Actor actor, CancellationToken cancellationToken)
    {
        SettingRules.Check(name, value);
        DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, sql =>
        {
            if (value is null) sql.Post(DeleteText, name, company);
            else sql.Post(WriteText, name, company, value, sql.Now, actor.Name);
            AuditSql.Insert(sql, new AuditEntry(sql.Now, company, actor, "SetSetting", name, value ?? "null"));
            return StoreResult<bool>.Ok(true);
        }));
    }

    public async ValueTask<IReadOnlyList<SettingRow>> ListAsync(CancellationToken cancellationToken) =>
        DatabaseUnavailableException.Unless(await readers.ReadAsync(
            static sql => StoreResult<List<SettingRow>>.Ok(sql.Query(ListText, static row => new SettingRow(row.Text(0), new CompanyId(row.Long(1)), row.Text(2), row.Time(3), row.Text(4)))),
            cancellationToken));
}
