using System.Text.Json;
using MailKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;
using Postamt.PostgresServer;
using Postamt.Running;

namespace Postamt.Interop.Releases;

/// <summary>
/// What an earlier version left, on either engine, is upgraded by the first start of this one: each mail a reader saw then is seen now, with
/// its UID, flags, date and octets, the ledger holds, and mail comes in. tests/releases has a data set of each schema there was.
/// </summary>
public sealed class ReleaseTests
{
    private const string Password = "release-Pass-1";
    private const string Address = "user1@postamt.test";
    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "releases");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.tar.gz").Select(file => Path.GetFileName(file)[..^".tar.gz".Length]).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Names)), Trait("drill", "40")]
    public async Task What_an_earlier_version_left_is_read_by_this_one(string name)
    {
        using var folder = new TempFolder();
        await RunAsync("tar", "-xzf", Path.Combine(Folder, name + ".tar.gz"), "-C", folder.Path, "--no-same-owner");
        string[] where = ["--data", Path.Combine(folder.Path, "data")];
        var databases = name.StartsWith("postgresql", StringComparison.Ordinal) ? await DatabasesAsync() : null;
        var database = databases is null ? null : await databases.TakeAsync();
        if (database is not null)
        {
            await LoadAsync(database, Path.Combine(folder.Path, "database.sql"));
            where = [.. where, "--database", database, "--copies", "1"];
        }

        var before = Rows(await File.ReadAllTextAsync(Path.Combine(folder.Path, "seen.json"), Token));
        Assert.True(before.Count > 10, $"{before.Count} mails");
        await using (var office = OwnOffice.Start(folder, where, Password))
        {
            var listen = await OwnOffice.ReadyAsync(office);
            var now = Rows(await RunAsync("python3", Path.Combine(Folder, "make.py"), "--seen", listen.GetProperty("imaps").GetString()!));
            Assert.Empty(before.Except(now));
            Assert.Contains("holds", await VerbAsync(where, "ledger", "verify", "--all"), StringComparison.Ordinal);
            await SendAsync(listen, folder);
        }

        // The one that was upgraded is started again as any other.
        await using (var office = OwnOffice.Start(folder, where, Password))
        {
            var listen = await OwnOffice.ReadyAsync(office);
            var now = Rows(await RunAsync("python3", Path.Combine(Folder, "make.py"), "--seen", listen.GetProperty("imaps").GetString()!));
            Assert.Empty(before.Except(now));
            Assert.True(now.Count > before.Count);
        }

        if (database is not null) await databases!.GiveAsync(database);
    }

    private static async Task<TestDatabases> DatabasesAsync()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        return await DatabaseHouse.DatabasesAsync();
    }

    private static async Task LoadAsync(string database, string dump)
    {
        // The dump leaves the search path empty, which is the session's that reads it alone.
        await using var connection = new Npgsql.NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n" + Statements(await File.ReadAllTextAsync(dump, Token)), connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Without what only psql understands.</summary>
    private static string Statements(string dump) => string.Join('\n', dump.Split('\n').Where(line => !line.StartsWith('\\') && !line.StartsWith("SET transaction_timeout", StringComparison.Ordinal)));

    private static async Task SendAsync(JsonElement listen, TempFolder folder)
    {
        var mail = Path.Combine(folder.Path, "new.eml");
        await File.WriteAllTextAsync(mail, "Subject: after the upgrade\r\n\r\nnew\r\n", Token);
        await RunAsync("curl", "--silent", "--show-error", $"smtp://{listen.GetProperty("smtp").GetString()}", "--mail-from", "new@away.example", "--mail-rcpt", Address, "--upload-file", mail);
        var imaps = Listener.Parse(listen.GetProperty("imaps").GetString()!);
        using var client = await Reader.OpenAsync(imaps, new Account(Address, Password));
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        await Eventually.HasAsync("the new mail", async () =>
        {
            await client.NoOpAsync(Token);
            var subjects = await client.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope, Token);
            return subjects.Any(mail => mail.Envelope?.Subject == "after the upgrade") ? subjects : null;
        });
    }

    private static Task<string> VerbAsync(string[] where, params string[] verb) => RunAsync("dotnet", [Checkout.Program, .. verb, .. where]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await ForeignProgram.RunAsync(program, arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Text;
    }

    private static HashSet<string> Rows(string json)
    {
        using var rows = JsonDocument.Parse(json);
        return [.. rows.RootElement.EnumerateArray().Select(row => JsonSerializer.Serialize(row))];
    }
}
