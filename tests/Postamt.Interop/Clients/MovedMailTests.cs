using MailKit;
using MimeKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;
using Postamt.PostgresServer;
using Postamt.Running;

namespace Postamt.Interop.Clients;

/// <summary>A post office moves to PostgreSQL and back; mbsync, which mirrored a mailbox before, finds nothing to do.</summary>
public sealed class MovedMailTests
{
    private const string Password = "moved-Pass-1";
    private const string Address = "user1@postamt.test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mbsync_sees_no_change()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        using var folder = new TempFolder();
        var databases = await DatabaseHouse.DatabasesAsync();
        var database = await databases.TakeAsync();
        var (first, node, back) = (Path.Combine(folder.Path, "first"), Path.Combine(folder.Path, "node"), Path.Combine(folder.Path, "back"));

        Listener imaps;
        string configuration;
        Dictionary<string, string> mirrored;
        await using (var office = Start(folder, first, "0"))
        {
            imaps = await ReadyAsync(office);
            await FillAsync(imaps);
            configuration = await ConfigureAsync(folder, imaps);
            await SyncAsync(configuration);
            mirrored = Mirror(folder);
            Assert.Equal(7, mirrored.Count);
            Assert.Single(mirrored.Keys, name => name.Contains(":2,F", StringComparison.Ordinal));
        }

        await MoveAsync("--from", first, "--database", database, "--copies", "1", "--data", node);
        await using (var office = Start(folder, node, imaps.PortText, database))
        {
            await ReadyAsync(office);
            Assert.Contains("far side: 6 messages, 0 recent", await SyncAsync(configuration), StringComparison.Ordinal);
            Assert.Equal(mirrored, Mirror(folder));
        }

        await MoveAsync("--from", database, "--from-data", node, "--data", back);
        await using (var office = Start(folder, back, imaps.PortText))
        {
            await ReadyAsync(office);
            Assert.Contains("far side: 6 messages, 0 recent", await SyncAsync(configuration), StringComparison.Ordinal);
            Assert.Equal(mirrored, Mirror(folder));

            // And a mail that comes after the moves is the only new one.
            await AppendAsync(imaps, SampleMail.Make("dots", Address, Address), MessageFlags.None);
            await SyncAsync(configuration);
            Assert.Equal(8, Mirror(folder).Count);
        }
        await databases.GiveAsync(database);
    }

    private static ServerProcess Start(TempFolder folder, string data, string port, string? database = null)
    {
        var environment = database is null ? [] : new Dictionary<string, string> { ["POSTAMT_DATABASE"] = database, ["POSTAMT_COPIES"] = "1" };
        return OwnOffice.Start(folder, ["--data", data], Password, port, environment);
    }

    private static async Task<Listener> ReadyAsync(ServerProcess office) => Listener.Parse((await OwnOffice.ReadyAsync(office)).GetProperty("imaps").GetString()!);

    private static async Task MoveAsync(params string[] arguments)
    {
        var result = await ForeignProgram.RunAsync("dotnet", [Checkout.Program, "migrate", .. arguments]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("0 lines differ", result.Text, StringComparison.Ordinal);
    }

    private static async Task FillAsync(Listener imaps)
    {
        foreach (var sample in new[] { "plain", "empty body", "utf-8", "latin-1", "attachment", "folded header" })
            await AppendAsync(imaps, SampleMail.Make(sample, Address, Address), sample == "utf-8" ? MessageFlags.Flagged : MessageFlags.None);
    }

    private static async Task AppendAsync(Listener imaps, SampleMail mail, MessageFlags flags)
    {
        using var client = await Reader.OpenAsync(imaps, new Account(Address, Password));
        using var stream = new MemoryStream(mail.Content);
        Assert.NotNull(await client.Inbox!.AppendAsync(await MimeMessage.LoadAsync(stream, Token), flags, Token));
    }

    private static async Task<string> SyncAsync(string configuration)
    {
        var result = await ForeignProgram.RunAsync("mbsync", ["--config", configuration, "--all", "--verbose"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Text;
    }

    /// <summary>Each mail's file, whose name has its flags, and what mbsync notes of both sides: UIDVALIDITY, the last UID, each UID with its flags.</summary>
    private static Dictionary<string, string> Mirror(TempFolder folder) => new[] { "cur", "new" }
        .SelectMany(name => Directory.EnumerateFiles(Path.Combine(folder.Path, "maildir", "INBOX", name)))
        .Append(Path.Combine(folder.Path, "maildir", "INBOX", ".mbsyncstate"))
        .ToDictionary(file => file[folder.Path.Length..], File.ReadAllText);

    private static async Task<string> ConfigureAsync(TempFolder folder, Listener imaps)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "maildir"));
        return MbsyncConfiguration.Write(folder, imaps, new Account(Address, Password), await ServerCertificate.ReadAsync(imaps));
    }
}
