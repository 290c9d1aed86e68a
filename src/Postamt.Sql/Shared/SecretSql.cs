using System.Security.Cryptography;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Sealed secrets. The plain value never reaches the database, the audit log or a message.</summary>
internal sealed class SecretSql(IWriter writer, IReaders readers, SecretKey key, RandomNumberGenerator random) : ISecrets
{
    private const string ReadText = "SELECT key_id, sealed FROM secret WHERE company_id = $1 AND name = $2";
    private const string ListText = "SELECT name, changed_at FROM secret WHERE company_id = $1 ORDER BY name";
    private const string DeleteText = "DELETE FROM secret WHERE company_id = $1 AND name = $2";
    private const string OtherKeyText = "SELECT key_id FROM secret WHERE key_id <> $1 LIMIT 1";

    private const string WriteText = """
        INSERT INTO secret (company_id, name, key_id, sealed, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (company_id, name) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, changed_at = excluded.changed_at
        """;

    private const string InsertText = "INSERT INTO secret (company_id, name, key_id, sealed, changed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id, name) DO NOTHING";

    /// <summary>
    /// The installation's key for <paramref name="path"/>: read, or made when the database holds no secret yet.
    /// </summary>
    /// <exception cref="SecretKeyException">The file is missing, is another one, or is not a key file.</exception>
    public static SecretKey OpenKey(string path, ISqlReader sql, RandomNumberGenerator random)
    {
        var key = SecretKeyFile.Read(path);
        var other = sql.QueryFirst(OtherKeyText, static row => row.Text(0), key?.Id ?? "");
        if (key is null) return other is null ? SecretKeyFile.Create(path, random) : throw SecretKeyException.Missing(path, other);
        return other is null ? key : throw SecretKeyException.WrongKey(key.Id, other);
    }

    public async ValueTask<byte[]?> ReadAsync(CompanyId company, string name, CancellationToken cancellationToken)
    {
        var row = DatabaseUnavailableException.Unless(await readers.ReadAsync(sql => StoreResult<SealedRow?>.Ok(sql.QueryFirst(ReadText, ReadRow, company, name)), cancellationToken));
        return row is null ? null : key.Open(company, name, row.KeyId, row.Sealed);
    }

    public async ValueTask<byte[]> ReadOrCreateAsync(CompanyId company, string name, int octets, Actor actor, CancellationToken cancellationToken)
    {
        if (await ReadAsync(company, name, cancellationToken) is { } known) return known;
        var made = new byte[octets];
        random.GetBytes(made);
        var row = DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, sql =>
        {
            if (sql.Execute(InsertText, company, name, key.Id, key.Seal(company, name, made, random), sql.Now) > 0) Audit(sql, "SetSecret", company, name, actor);
            return StoreResult<SealedRow>.Ok(sql.QueryFirst(ReadText, ReadRow, company, name)!);
        }));
        return key.Open(company, name, row.KeyId, row.Sealed);
    }

    public async ValueTask WriteAsync(CompanyId company, string name, ReadOnlyMemory<byte> value, Actor actor, CancellationToken cancellationToken)
    {
        var sealedValue = key.Seal(company, name, value.Span, random);
        DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, sql =>
        {
            sql.Post(WriteText, company, name, key.Id, sealedValue, sql.Now);
            Audit(sql, "SetSecret", company, name, actor);
            return StoreResult<bool>.Ok(true);
        }));
    }

    public async ValueTask<IReadOnlyList<SecretInfo>> ListAsync(CompanyId company, CancellationToken cancellationToken) =>
        DatabaseUnavailableException.Unless(await readers.ReadAsync(
            sql => StoreResult<List<SecretInfo>>.Ok(sql.Query(ListText, static row => new SecretInfo(row.Text(0), row.Time(1)), company)), cancellationToken));

    public async ValueTask RemoveAsync(CompanyId company, string name, Actor actor, CancellationToken cancellationToken) =>
        DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, sql =>
        {
            if (sql.Execute(DeleteText, company, name) > 0) Audit(sql, "RemoveSecret", company, name, actor);
            return StoreResult<bool>.Ok(true);
        }));

    private static void Audit(WriteTransaction sql, string operation, CompanyId company, string name, Actor actor) =>
        AuditSql.Insert(sql, new AuditEntry(sql.Now, company, actor, operation, name, "{}"));

    private static SealedRow ReadRow(SqlRow row) => new(row.Text(0), row.Bytes(1));

    private sealed record SealedRow(string KeyId, byte[] Sealed);
}
