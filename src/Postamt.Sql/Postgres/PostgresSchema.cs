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
        CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL, oldest BIGINT)
        """;

    private const string HasVersionsText = """
        SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_version')
        """;

    private const string HasOldestText = """
        SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('schema_version') AND attname = 'oldest'
        """;

    /// <summary>Numbers and texts of this program's migrations, ascending.</summary>
    public static IReadOnlyList<Migration> All { get; } = MigrationFiles.Of("Postgres");

    /// <summary>False for an empty database.</summary>
    public static bool IsThere(ISqlReader sql) => sql.QueryLong(HasVersionsText) > 0;

    /// <summary>False for a schema_version from before an older program could work beside a newer one.</summary>
    public static bool HasOldest(ISqlReader sql) => sql.QueryLong(HasOldestText) > 0;

    /// <returns>What the database has afterwards.</returns>
    /// <exception cref="DatabaseException">A newer program has changed the database, and not so that this one could work beside it, or a change failed; the message is a sentence.</exception>
    public static AppliedSchema Apply(PostgresConnection connection, string place, DateTimeOffset now, IReadOnlyList<Migration> migrations)
    {
        while (true)
        {
            connection.Post("BEGIN");
            connection.QueryLong(LockText);
            connection.Execute(VersionsText);
            if (!HasOldest(connection)) connection.Execute(AppliedSchema.OldestText);
            var schema = AppliedSchema.Read(connection, migrations);
            var next = schema.IsTooNew ? null : schema.Missing.FirstOrDefault();
            if (next is not null) Apply(connection, place, next, now);
            connection.Execute("COMMIT");
            if (schema.IsTooNew) throw new DatabaseException(string.Create(CultureInfo.InvariantCulture, $"The database {place} has schema {schema.Newest}, this program knows up to {schema.NewestKnown}; run the version of Postamt that wrote it, or a newer one."));
            if (next is null) return schema;
        }
    }

    private static void Apply(PostgresConnection connection, string place, Migration migration, DateTimeOffset now)
    {
        try
        {
            connection.Script(migration.Sql);
            connection.Execute(AppliedSchema.NoteText, migration.Number, migration.Name, now, migration.Oldest);
        }
        catch (PostgresFault e) when (!e.IsGone)
        {
            connection.Rollback();
            throw new DatabaseException(string.Create(CultureInfo.InvariantCulture, $"The database {place} could not be brought to schema {migration.Number} ({migration.Name}): {e.Message}; nothing was changed."), e);
        }
    }
}
