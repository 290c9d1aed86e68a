using Postamt.Sql.Sqlite;

namespace Postamt.Engines.Schemas;

/// <summary>A start that is killed at any statement of any change of the schema is made good by the next one.</summary>
public sealed class SqliteStoppedSchema
{
    [Fact]
    public void A_change_that_was_killed_at_any_statement_is_made_again()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("postamt-schema-");
        try
        {
            var whole = Whole(Path.Combine(folder.FullName, "whole.db"));
            var stops = 0;
            for (var migration = 0; migration < Migrations.All.Count; migration++)
            {
                var statements = SqlScript.Statements(Migrations.All[migration].Sql);
                for (var done = 1; done <= statements.Count; done++)
                {
                    var killed = Kill(folder, migration, statements.Take(done), stops++);
                    Assert.Equal(whole, Whole(killed));
                    File.Delete(killed);
                }
            }
            Assert.True(stops > 80, $"{stops} stops");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The files as a killed process leaves them: database and log, without the end of the transaction.</summary>
    private static string Kill(DirectoryInfo folder, int migration, IEnumerable<string> statements, int number)
    {
        var path = Path.Combine(folder.FullName, $"{number}.db");
        var copy = Path.Combine(folder.FullName, $"{number}-killed.db");
        using (var connection = SqliteConnection.Open(path, readOnly: false, cacheKilobytes: 512))
        {
            connection.Script("PRAGMA synchronous=OFF");
            Migrations.Apply(connection, path, DateTimeOffset.UnixEpoch, [.. Migrations.All.Take(migration)]);
            connection.Script("BEGIN IMMEDIATE");
            foreach (var statement in statements) connection.Script(statement);
            File.Copy(path, copy);
            if (File.Exists(path + "-wal")) File.Copy(path + "-wal", copy + "-wal");
        }
        File.Delete(path);
        return copy;
    }

    /// <summary>The schema after a start.</summary>
    private static List<string> Whole(string path)
    {
        using var connection = SqliteConnection.Open(path, readOnly: false, cacheKilobytes: 512);
        connection.Script("PRAGMA synchronous=OFF");
        Migrations.Apply(connection, path, DateTimeOffset.UnixEpoch);
        return connection.Query("SELECT type, name, sql FROM sqlite_master ORDER BY type, name", static row => $"{row.Text(0)} {row.Text(1)} {row.Text(2)}");
    }
}
