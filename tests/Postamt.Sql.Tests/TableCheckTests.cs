using Postamt.Sql.Engines;
using Postamt.Sql.Sqlite;

namespace Postamt.Sql.Tests;

/// <summary>Tables whose pages a disk has changed.</summary>
public sealed class TableCheckTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task Good_tables_are_found_good_once_a_period()
    {
        using var folder = new SqlTestFolder();
        using (var engine = folder.Open())
        {
            await FillAsync(engine);
            var (tables, findings) = await RoundAsync(engine);
            Assert.Contains("blob", tables);
            Assert.Empty(findings);
            Assert.Empty((await RoundAsync(engine)).Tables);
        }
        using var again = folder.Open();
        Assert.Empty((await RoundAsync(again)).Tables);
        folder.Time.Advance(Week);
        Assert.Contains("blob", (await RoundAsync(again)).Tables);
    }

    [Fact]
    public async Task A_round_that_was_stopped_goes_on_where_it_was()
    {
        using var folder = new SqlTestFolder();
        string first;
        using (var engine = folder.Open()) first = (await engine.TableUpkeep!.CheckAsync(Week, CancellationToken.None)).Value.Table!;
        using var again = folder.Open();
        var (tables, _) = await RoundAsync(again);
        Assert.DoesNotContain(first, tables);
        Assert.Contains("setting", tables);
    }

    [Fact]
    public async Task A_flipped_bit_in_an_index_is_found_and_the_other_tables_are_good()
    {
        using var folder = new SqlTestFolder();
        using (var engine = folder.Open()) await FillAsync(engine);
        Damage(Path.Combine(folder.Path, "postamt.db"), "blob_content");
        using var again = folder.Open();
        var (_, findings) = await RoundAsync(again);
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.StartsWith("blob: ", finding, StringComparison.Ordinal));
    }

    private static async Task FillAsync(EmbeddedEngine engine)
    {
        for (var i = 0; i < 200; i++) Assert.Null((await SqlTestFolder.StoreAsync(engine, $"content {i}")).Error);
    }

    private static async Task<(List<string> Tables, List<string> Findings)> RoundAsync(EmbeddedEngine engine)
    {
        var (tables, findings) = (new List<string>(), new List<string>());
        while ((await engine.TableUpkeep!.CheckAsync(Week, CancellationToken.None)).Value is { Ended: false } piece)
        {
            tables.Add(piece.Table!);
            findings.AddRange(piece.Findings.Select(finding => $"{piece.Table}: {finding}"));
        }
        return (tables, findings);
    }

    /// <summary>Flips a bit in the first page of an index.</summary>
    private static void Damage(string database, string index)
    {
        long at;
        using (var connection = SqliteConnection.Open(database, readOnly: false, 512))
        {
            connection.Script("PRAGMA wal_checkpoint(TRUNCATE)");
            var page = connection.QueryLong("SELECT rootpage FROM sqlite_schema WHERE name = $1", index)!.Value;
            var size = connection.QueryLong("PRAGMA page_size")!.Value;
            // The cells lie at the end of the page: the last octets are the first row's.
            at = page * size - 20;
        }
        using var file = File.OpenHandle(database, FileMode.Open, FileAccess.ReadWrite);
        var octet = new byte[1];
        Assert.Equal(1, RandomAccess.Read(file, octet, at));
        octet[0] ^= 1;
        RandomAccess.Write(file, octet, at);
    }
}
