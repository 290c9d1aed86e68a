using Postamt.Sql.DataFolders;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Numbered SQL files, forward only: each runs once, in a transaction that also notes it in schema_version. A file that was
/// added with a lower number than the newest one applied (two branches) still runs.
/// </summary>
internal static class Migrations
{
    private const string HasVersionsText = """
        SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'
        """;

    private const string HasOldestText = """
        SELECT count(*) FROM pragma_table_info('schema_version') WHERE name = 'oldest'
        """;

    /// <summary>Numbers and texts of this program's migrations, ascending.</summary>
    public static IReadOnlyList<Migration> All { get; } = MigrationFiles.Of("Sqlite");

    /// <summary>False for an empty database.</summary>
    public static bool IsThere(ISqlReader sql) => sql.QueryLong(HasVersionsText) > 0;

    /// <returns>What the database has afterwards.</returns>
    /// <exception cref="NewerSchema">A newer program has changed the database, and not so that this one could work beside it.</exception>
    public static AppliedSchema Apply(SqliteConnection connection, string path, DateTimeOffset now) => Apply(connection, path, now, All);

    internal static AppliedSchema Apply(SqliteConnection connection, string path, DateTimeOffset now, IReadOnlyList<Migration> migrations)
    {
        connection.Script("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL, oldest BIGINT)");
        if (!HasOldest(connection)) connection.Script(AppliedSchema.OldestText);
        var schema = AppliedSchema.Read(connection, migrations);
        if (schema.IsTooNew) throw new NewerSchema(path, schema.Newest, schema.NewestKnown);
        foreach (var migration in schema.Missing) Apply(connection, migration, now);
        return schema;
    }

    /// <summary>False for a schema_version from before an older program could work beside a newer one.</summary>
    public static bool HasOldest(ISqlReader sql) => sql.QueryLong(HasOldestText) > 0;

    private static void Apply(SqliteConnection connection, Migration migration, DateTimeOffset now)
    {
        connection.Script("BEGIN IMMEDIATE");
        try
        {
            connection.Script(migration.Sql);
            connection.Execute(AppliedSchema.NoteText, migration.Number, migration.Name, now, migration.Oldest);
            connection.Script("COMMIT");
        }
        catch (SqliteFault e)
        {
            if (!connection.AutoCommit) connection.Script("ROLLBACK");
            throw new DataFolderException($"The database could not be brought to schema {migration.Number} ({migration.Name}): {e.Message}; nothing was changed.", e);
        }
    }
}
