using Postamt.PostgresServer;
using Postamt.Sql.Postgres;

namespace Postamt.Engines.Schemas;

/// <summary>A start that is killed at any statement of any change of the schema is made good by the next one.</summary>
public sealed class PostgresStoppedSchema
{
    [Fact]
    public async Task A_change_that_was_killed_at_any_statement_is_made_again()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        var databases = await DatabaseHouse.DatabasesAsync();
        var database = await databases.TakeAsync();
        var whole = Whole(database, "whole");
        var stops = 0;
        for (var migration = 0; migration < PostgresSchema.All.Count; migration++)
        {
            var statements = SqlScript.Statements(PostgresSchema.All[migration].Sql);
            for (var done = 1; done <= statements.Count; done++)
            {
                var schema = $"stop{stops++}";
                Kill(database, schema, migration, statements.Take(done));
                Assert.Equal(whole, Whole(database, schema));
            }
        }
        Assert.True(stops > 60, $"{stops} stops");
        await databases.GiveAsync(database);
    }

    /// <summary>The connection of a killed process goes before COMMIT.</summary>
    private static void Kill(string database, string schema, int migration, IEnumerable<string> statements)
    {
        using var connection = Open(database, schema);
        PostgresSchema.Apply(connection, schema, DateTimeOffset.UnixEpoch, [.. PostgresSchema.All.Take(migration)]);
        connection.Begin("BEGIN");
        connection.Flush();
        foreach (var statement in statements) connection.Script(statement);
    }

    /// <summary>The schema after a start; its tables are dropped then.</summary>
    private static List<string> Whole(string database, string schema)
    {
        using var connection = Open(database, schema);
        PostgresSchema.Apply(connection, schema, DateTimeOffset.UnixEpoch, PostgresSchema.All);
        List<string> found =
        [
            .. new PostgresTables(new PostgresSource(database)).Tables(connection).OrderBy(table => table.Name, StringComparer.Ordinal)
                .Select(table => $"{table.Name} ({string.Join(", ", table.Columns)}) {string.Join(", ", table.Key)}"),
            .. connection.Query("SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname", row => row.Text(0).Replace(schema + ".", "", StringComparison.Ordinal)),
        ];
        connection.Script($"DROP SCHEMA {schema} CASCADE");
        return found;
    }

    private static PostgresConnection Open(string database, string schema)
    {
        using (var maker = new PostgresSource(database).OpenWriting()) maker.Script($"CREATE SCHEMA IF NOT EXISTS {schema}");
        return new PostgresSource($"{database};Options=-c search_path={schema}").OpenWriting();
    }
}
