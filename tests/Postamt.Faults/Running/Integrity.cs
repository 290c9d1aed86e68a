using Microsoft.Data.Sqlite;

namespace Postamt.Faults.Running;

/// <summary>Asks the database library itself about a copy of the data: its pages, rows and indexes agree.</summary>
internal static class Integrity
{
    public static void Check(DataFolder copy)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(copy.Path, "postamt.db"), Pooling = false }.ToString());
        connection.Open();
        foreach (var question in new[] { "PRAGMA integrity_check", "PRAGMA foreign_key_check" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = question;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                Assert.True(reader.GetValue(0) is "ok", $"{question}: {reader.GetValue(0)}");
        }
    }
}
