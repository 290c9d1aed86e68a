using System.Globalization;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>
/// Numbered SQL files, forward only: each runs once, in a transaction that also notes it in schema_version. Nodes that start at the same
/// time take turns.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>"Postamt" in a number: held while the schema is looked at and changed.</summary>
    private const string LockText = "SELECT 1 FROM pg_advisory_xact_lock(5770246112110004)";

    private const string VersionsText = """
        CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)
        """;

    private const string HasVersionsText = """
        SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_version')
        """;

    private const string AppliedText = """
        SELECT number FROM schema_version
        """;

    private const string NoteText = """
        INSERT INTO schema_version (number, name, applied_at) VALUES ($1, $2, $3)
        """;

    /// <summary>Numbers and texts of this program's migrations, ascending.</summary>
    public static IReadOnlyList<Migration> All { get; } = MigrationFiles.Of("Postgres");

    /// <summary>False for an empty database.</summary>
    public static bool IsThere(ISqlReader sql) => sql.QueryLong(HasVersionsText) > 0;

    /// <exception cref="DatabaseException">The database has a migration this program does not know, or one failed; the message is a sentence.</exception>
    public static void Apply(PostgresConnection connection, string place, DateTimeOffset now, IReadOnlyList<Migration> migrations)
    {
        var known = migrations.Count == 0 ? 0 : migrations[^1].Number;
        while (true)
        {
            connection.Post("BEGIN");
            connection.QueryLong(LockText);
            connection.Execute(VersionsText);
            var applied = connection.Query(AppliedText, static row => row.Int(0)).ToHashSet();
            var newest = applied.Count == 0 ? 0 : applied.Max();
            var next = migrations.FirstOrDefault(migration => !applied.Contains(migration.Number));
            if (newest <= known && next is not null) Apply(connection, place, next, now);
            connection.Execute("COMMIT");
            if (newest > known) throw new DatabaseException(string.Create(CultureInfo.InvariantCulture, $"The database {place} has schema {newest}, this program knows up to {known}; run the version of Postamt that wrote it, or a newer one."));
            if (next is null) return;
        }
    }

    private static void Apply(PostgresConnection connection, string place, Migration migration, DateTimeOffset now)
    {
        try
        {
            connection.Script(migration.Sql);
            connection.Execute(NoteText, migration.Number, migration.Name, now);
        }
        catch (PostgresFault e) when (!e.IsGone)
        {
            connection.Rollback();
            throw new DatabaseException(string.Create(CultureInfo.InvariantCulture, $"The database {place} could not be brought to schema {migration.Number} ({migration.Name}): {e.Message}; nothing was changed."), e);
        }
    }
}
