using System.Security.Cryptography;
using MailKit;
using MailKit.Search;
using MimeKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>mbsync mirrors a mailbox into a Maildir and back; MailKit and the file system say whether the two are the same.</summary>
public sealed class MbsyncTests(PostOffice office)
{
    [Fact]
    public async Task Mailbox_and_maildir_stay_the_same_both_ways()
    {
        using var folder = new TempFolder();
        var account = office.TakeAccount();
        string[] samples = ["plain", "empty body", "utf-8", "latin-1", "attachment", "folded header"];
        using var client = await Reader.OpenAsync(office, account);
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite, TestContext.Current.CancellationToken);
        foreach (var sample in samples)
            await AppendAsync(inbox, SampleMail.Make(sample, account.Address, account.Address));

        // Full: everything comes down.
        var configuration = await ConfigureAsync(folder, account);
        await SyncAsync(configuration);
        await AssertSameAsync(folder, inbox, samples.Length);

        // Incremental, down: a new mail and a flag.
        await AppendAsync(inbox, SampleMail.Make("dots", account.Address, account.Address));
        await inbox.AddFlagsAsync(0, MessageFlags.Flagged, silent: true, TestContext.Current.CancellationToken);
        await SyncAsync(configuration);
        await AssertSameAsync(folder, inbox, samples.Length + 1);
        Assert.Single(Files(folder), file => Flags(file).Contains('F', StringComparison.Ordinal));

        // Incremental, up: a new file, a seen file, a deleted file.
        var local = SampleMail.Make("plain", account.Address, account.Address);
        folder.File("maildir/INBOX/new/1700000000.1.local", Maildir(local.Content));
        See(Files(folder).First(file => Flags(file).Length == 0 && !file.EndsWith(".local", StringComparison.Ordinal)));
        File.Delete(Files(folder).First(file => Flags(file).Contains('F', StringComparison.Ordinal)));
        await SyncAsync(configuration);
        await AssertSameAsync(folder, inbox, samples.Length + 1);
        Assert.Single(await inbox.SearchAsync(SearchQuery.Seen, TestContext.Current.CancellationToken));
        Assert.Empty(await inbox.SearchAsync(SearchQuery.Flagged, TestContext.Current.CancellationToken));
    }

    private static async Task AppendAsync(IMailFolder inbox, SampleMail mail)
    {
        using var stream = new MemoryStream(mail.Content);
        var message = await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
        Assert.NotNull(await inbox.AppendAsync(message, MessageFlags.None, TestContext.Current.CancellationToken));
    }

    private static async Task SyncAsync(string configuration)
    {
        var result = await ForeignProgram.RunAsync("mbsync", ["--config", configuration, "--all"]);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    /// <summary>Both sides hold the same set of contents. mbsync adds a line X-TUID to what it uploads; it is left out.</summary>
    private static async Task AssertSameAsync(TempFolder folder, IMailFolder inbox, int count)
    {
        await inbox.CheckAsync(TestContext.Current.CancellationToken);
        var there = new List<string>();
        foreach (var id in await inbox.SearchAsync(SearchQuery.All, TestContext.Current.CancellationToken))
            there.Add(Hash(await Reader.BytesAsync(inbox, id)));
        var here = Files(folder).Select(file => Hash(File.ReadAllBytes(file)));
        Assert.Equal(count, there.Count);
        Assert.Equal(there.Order(), here.Order());
    }

    private static string Hash(byte[] content)
    {
        var lines = System.Text.Encoding.Latin1.GetString(Maildir(content)).Split('\n').Where(line => !line.StartsWith("X-TUID: ", StringComparison.Ordinal));
        return Convert.ToHexString(SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(string.Join('\n', lines))));
    }

    private static byte[] Maildir(byte[] content) => [.. content.Where(octet => octet != '\r')];

    private static IEnumerable<string> Files(TempFolder folder) =>
        new[] { "cur", "new" }.SelectMany(name => Directory.EnumerateFiles(Path.Combine(folder.Path, "maildir", "INBOX", name)));

    private static string Flags(string file) => file.Contains(":2,", StringComparison.Ordinal) ? file[(file.IndexOf(":2,", StringComparison.Ordinal) + 3)..] : "";

    /// <summary>What a mail program does with a file it has shown: from new to cur, with the flag S.</summary>
    private static void See(string file) =>
        File.Move(file, file.Replace("/new/", "/cur/", StringComparison.Ordinal) + (file.Contains(":2,", StringComparison.Ordinal) ? "S" : ":2,S"));

    private async Task<string> ConfigureAsync(TempFolder folder, Account account)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "maildir"));
        return MbsyncConfiguration.Write(folder, office["imaps"], account, await ServerCertificate.ReadAsync(office["imaps"]));
    }
}
