using Postamt.Sql.DataFolders;
using Postamt.Sql.Rows;
using Postamt.Sql.Sqlite;

namespace Postamt.Sql.Tests;

public sealed class DataFolderTests
{
    [Fact]
    public void A_second_opener_is_told_that_the_folder_is_in_use()
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        Assert.Contains("in use", Assert.Throws<DataFolderInUse>(() => folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_is_free_again_after_an_orderly_close()
    {
        using var folder = new SqlTestFolder();
        folder.Open().Dispose();
        folder.Open().Dispose();
    }

    [Fact]
    public void A_database_of_a_newer_version_is_left_alone()
    {
        using var folder = new SqlTestFolder();
        folder.Open().Dispose();
        using (var connection = SqliteConnection.Open(Path.Combine(folder.Path, "postamt.db"), readOnly: false, 1024))
        {
            connection.Script("INSERT INTO schema_version (number, name, applied_at) VALUES (9999, 'later', 0)");
        }
        Assert.Contains("9999", Assert.Throws<NewerSchema>(() => folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_migration_changes_nothing_and_says_which_one()
    {
        using var folder = new SqlTestFolder();
        folder.Open().Dispose();
        using var connection = SqliteConnection.Open(Path.Combine(folder.Path, "postamt.db"), readOnly: false, 1024);
        IReadOnlyList<Migration> migrations = [.. Migrations.All, new Migration(9000, "broken", "CREATE TABLE half (x); NOT SQL")];
        Assert.Contains("9000", Assert.Throws<DataFolderException>(() => Migrations.Apply(connection, folder.Path, folder.Time.GetUtcNow(), migrations)).Message, StringComparison.Ordinal);
        Assert.Equal(0, connection.QueryLong("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
        Assert.Equal(Migrations.All.Count, connection.QueryLong("SELECT count(*) FROM schema_version"));
    }

    [Fact]
    public void Every_migration_can_run_again()
    {
        using var folder = new SqlTestFolder();
        folder.Open().Dispose();
        using var connection = SqliteConnection.Open(Path.Combine(folder.Path, "postamt.db"), readOnly: false, 1024);
        foreach (var migration in Migrations.All.Where(migration => migration.Number == 1)) connection.Script(migration.Sql);
    }

    [Fact]
    public void A_path_that_is_a_file_is_refused_with_a_sentence()
    {
        using var folder = new SqlTestFolder();
        System.IO.File.WriteAllText(Path.Combine(folder.Path, "file"), "");
        Assert.Contains("--data", Assert.Throws<DataFolderException>(() => DataFolder.Open(Path.Combine(folder.Path, "file"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_unclean_stop_left_in_the_spool_goes_at_the_next_start_and_nothing_else_does()
    {
        using var folder = new SqlTestFolder();
        folder.Open().Dispose();
        var spool = Path.Combine(folder.Path, "spool");
        File.WriteAllText(Path.Combine(spool, Guid.NewGuid().ToString("N") + ".spool"), "half a mail");
        File.WriteAllText(Path.Combine(spool, "notes.txt"), "somebody's own");
        folder.Open().Dispose();
        Assert.Equal(["notes.txt"], System.IO.Directory.EnumerateFiles(spool).Select(Path.GetFileName));
    }
}
