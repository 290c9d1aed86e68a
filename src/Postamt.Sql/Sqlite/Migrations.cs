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

    /// <summary>Numbers and texts of this program's migrations, ascending.</summary>
    public static IReadOnlyList<Migration> All { get; } = MigrationFiles.Of("Sqlite");

    /// <summary>False for an empty database.</summary>
    public static bool IsThere(ISqlReader sql) => sql.QueryLong(HasVersionsText) > 0;

    /// <exception cref="NewerSchema">The database has a migration this program does not know.</exception>
    public static void Apply(SqliteConnection connection, string path, DateTimeOffset now) => Apply(connection, path, now, All);

    internal static void Apply(SqliteConnection connection, string path, DateTimeOffset now, IReadOnlyList<Migration> migrations)
    {
        connection.Script("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        var applied = connection.Query("SELECT number FROM schema_version", static row => row.Int(0)).ToHashSet();
        var known = migrations.Count == 0 ? 0 : migrations[^1].Number;
        if (applied.Count > 0 && applied.Max() > known) throw new NewerSchema(path, applied.Max(), known);
        foreach (var migration in migrations.Where(migration => !applied.Contains(migration.Number))) Apply(connection, migration, now);
    }

    private static void Apply(SqliteConnection connection, Migration migration, DateTimeOffset now)
    {
        connection.Script("BEGIN IMMEDIATE");
        try
        {
            connection.Script(migration.Sql);
            connection.Execute("INSERT INTO schema_version (number, name, applied_at) VALUES ($1, $2, $3)", migration.Number, migration.Name, now);
            connection.Script("COMMIT");
        }
        catch (SqliteFault e)
        {
            if (!connection.AutoCommit) connection.Script("ROLLBACK");
            throw new DataFolderException($"The database could not be brought to schema {migration.Number} ({migration.Name}): {e.Message}; nothing was changed.", e);
        }
    }
}
