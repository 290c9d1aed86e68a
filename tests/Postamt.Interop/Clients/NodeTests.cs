using System.Diagnostics;
using System.Text.Json;
using MailKit;
using MimeKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>nodemailer submits, imapflow idles, reads, flags and moves.</summary>
public sealed class NodeTests(PostOffice office)
{
    [Fact]
    public async Task Nodemailer_submits_a_raw_mail_octet_for_octet()
    {
        using var folder = new TempFolder();
        var (from, to) = (office.TakeAccount(), office.TakeAccount());
        var mail = SampleMail.Make("dots", from.Address, to.Address);
        await SubmitAsync("submissions", from, to, folder.File("mail.eml", mail.Content), "raw");
        mail.AssertIn(Assert.Single(await Reader.MailsAsync(office, to, 1)));
    }

    [Fact]
    public async Task Nodemailer_composes_and_the_attachment_is_whole()
    {
        using var folder = new TempFolder();
        var (from, to) = (office.TakeAccount(), office.TakeAccount());
        var content = SampleMail.Make("one megabyte", from.Address, to.Address).Content;
        await SubmitAsync("submission", from, to, folder.File("mail.eml", content), "compose");

        using var stored = new MemoryStream(Assert.Single(await Reader.MailsAsync(office, to, 1)));
        var message = await MimeMessage.LoadAsync(stored, TestContext.Current.CancellationToken);
        Assert.Equal("Grüße 你好", message.Subject);
        var attachment = Assert.IsType<MimePart>(Assert.Single(message.Attachments), exactMatch: false);
        Assert.Equal("ä.eml", attachment.FileName);
        using var decoded = new MemoryStream();
        await attachment.Content!.DecodeToAsync(decoded, TestContext.Current.CancellationToken);
        Assert.Equal(content, decoded.ToArray());
    }

    [Fact]
    public async Task Imapflow_hears_of_a_new_mail_while_it_idles_and_moves_it()
    {
        using var folder = new TempFolder();
        var (from, to) = (office.TakeAccount(), office.TakeAccount());
        var mail = SampleMail.Make("attachment", from.Address, to.Address);
        RequirePackages();
        using var process = Process.Start(new ProcessStartInfo(ForeignProgram.Require("node"), [Scripts.File("node", "read.mjs"), office["imaps"].Host, office["imaps"].PortText, to.Address, to.Password])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(ForeignProgram.Limit);
        try
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(deadline.Token));
            await SubmitAsync("submissions", from, to, folder.File("mail.eml", mail.Content), "raw");

            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var seen = await process.StandardOutput.ReadLineAsync(deadline.Token);
            using var one = JsonDocument.Parse(seen ?? throw new InvalidDataException(await errors));
            mail.AssertIn(one.RootElement.GetProperty("source").GetBytesFromBase64());
            Assert.Equal("multipart/mixed", one.RootElement.GetProperty("structure").GetString());
            using var moved = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(deadline.Token))!);
            Assert.Equal("Ablage ä", moved.RootElement.GetProperty("destination").GetString());
            Assert.Equal(0, moved.RootElement.GetProperty("left").GetInt32());
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        using var client = await Reader.OpenAsync(office, to);
        var shelf = await client.GetFolderAsync("Ablage ä", TestContext.Current.CancellationToken);
        await shelf.OpenAsync(FolderAccess.ReadOnly, TestContext.Current.CancellationToken);
        var summary = Assert.Single(await shelf.FetchAsync(0, -1, MessageSummaryItems.Flags | MessageSummaryItems.UniqueId, TestContext.Current.CancellationToken));
        Assert.True(summary.Flags!.Value.HasFlag(MessageFlags.Flagged));
        Assert.Contains("kept", summary.Keywords);
        mail.AssertIn(await Reader.BytesAsync(shelf, summary.UniqueId));
    }

    private static void RequirePackages() =>
        Assert.SkipUnless(Directory.Exists(Scripts.File("node", "node_modules", "imapflow")), "the npm packages imapflow and nodemailer are not installed");

    private async Task SubmitAsync(string door, Account from, Account to, string file, string mode)
    {
        RequirePackages();
        var result = await ForeignProgram.RunAsync("node",
            [Scripts.File("node", "submit.mjs"), office[door].Host, office[door].PortText, from.Address, from.Password, to.Address, file, mode]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"\"accepted\":[\"{to.Address}\"]", result.Text, StringComparison.Ordinal);
    }
}
