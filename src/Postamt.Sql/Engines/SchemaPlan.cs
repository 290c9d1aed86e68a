using Postamt.Sql.DataFolders;
using Postamt.Sql.Postgres;
using Postamt.Sql.Rows;
using Postamt.Sql.Sqlite;

namespace Postamt.Sql.Engines;

/// <summary>A numbered change of the schema.</summary>
/// <param name="AppliedAt">Null: it will be made at the next start.</param>
/// <param name="IsKnown">False: a newer program has made it.</param>
/// <param name="IsUsable">False: this program refuses the data because of it.</param>
public sealed record SchemaStep(int Number, string Name, DateTimeOffset? AppliedAt, bool IsKnown, bool IsUsable);

/// <summary>Which changes of the schema were made and which a start of this program will make. Looking changes nothing.</summary>
public static class SchemaPlan
{
    private const string AppliedText = """
        SELECT number, name, applied_at, coalesce(oldest, number) FROM schema_version
        """;

    private const string OldAppliedText = """
        SELECT number, name, applied_at, number FROM schema_version
        """;

    /// <exception cref="DataFolderException">The folder cannot be read; the message is a sentence.</exception>
    public static IReadOnlyList<SchemaStep> OfFolder(string path)
    {
        var file = Path.Combine(path, "postamt.db");
        if (!File.Exists(file)) return Merge([], Migrations.All);
        try
        {
            using var connection = SqliteConnection.Open(file, readOnly: true, cacheKilobytes: 512);
            return Merge(Migrations.IsThere(connection) ? Applied(connection, Migrations.HasOldest(connection)) : [], Migrations.All);
        }
        catch (SqliteFault e)
        {
            throw new DataFolderException($"The data folder {path} cannot be read: {e.Message}.", e);
        }
    }

    /// <exception cref="DatabaseException">The database cannot be reached; the message is a sentence.</exception>
    public static IReadOnlyList<SchemaStep> OfDatabase(string connectionString)
    {
        var source = new PostgresSource(connectionString);
        try
        {
            using var connection = source.OpenReading();
            return Merge(PostgresSchema.IsThere(connection) ? Applied(connection, PostgresSchema.HasOldest(connection)) : [], PostgresSchema.All);
        }
        catch (PostgresFault e)
        {
            throw new DatabaseException($"The database {source.Place} cannot be read: {e.Message}.", e);
        }
    }

    private static List<Made> Applied(ISqlReader sql, bool hasOldest) =>
        sql.Query(hasOldest ? AppliedText : OldAppliedText, static row => new Made(row.Int(0), row.Text(1), row.Time(2), row.Int(3)));

    private static List<SchemaStep> Merge(List<Made> made, IReadOnlyList<Migration> known) =>
    [
        .. made.Select(step => new SchemaStep(step.Number, step.Name, step.At, known.Any(migration => migration.Number == step.Number), step.Number <= known[^1].Number || step.Oldest <= known[^1].Number))
            .Concat(known.Where(migration => !made.Exists(step => step.Number == migration.Number)).Select(migration => new SchemaStep(migration.Number, migration.Name, null, IsKnown: true, IsUsable: true)))
            .OrderBy(step => step.Number),
    ];

    private sealed record Made(int Number, string Name, DateTimeOffset At, int Oldest);
}
