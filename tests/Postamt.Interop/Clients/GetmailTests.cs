using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>getmail fetches by IMAP into a Maildir and takes the mails away; MailKit sees the empty mailbox.</summary>
public sealed class GetmailTests(PostOffice office)
{
    [Fact]
    public async Task Getmail_files_every_mail_octet_for_octet_and_empties_the_mailbox()
    {
        using var folder = new TempFolder();
        var account = office.TakeAccount();
        var mails = SampleMail.Names.Select(row => SampleMail.Make(row.Data, "sender@example.org", account.Address)).ToList();
        foreach (var mail in mails)
        {
            var appended = await ForeignProgram.RunAsync("curl",
                ["--silent", "--show-error", "--insecure", "--user", $"{account.Address}:{account.Password}", "--url", $"imaps://{office["imaps"]}/INBOX", "--upload-file", folder.File("mail.eml", mail.Content)]);
            Assert.True(appended.ExitCode == 0, appended.ToString());
        }

        var maildir = Path.Combine(folder.Path, "Maildir");
        foreach (var part in new[] { "cur", "new", "tmp" })
            Directory.CreateDirectory(Path.Combine(maildir, part));
        // getmail does not write mail as root: then it writes as nobody.
        var user = Environment.UserName == "root" ? "nobody" : Environment.UserName;
        if (Environment.UserName == "root")
            await ForeignProgram.RunAsync("chown", ["-R", user, folder.Path]);
        var imaps = office["imaps"];
        var configuration = folder.File("getmailrc", $"""
            [retriever]
            type = SimpleIMAPSSLRetriever
            server = {imaps.Host}
            port = {imaps.PortText}
            username = {account.Address}
            password = {account.Password}
            ssl_cert_hostname =
            [destination]
            type = Maildir
            path = {maildir}/
            user = {user}
            [options]
            delete = true
            received = false
            delivered_to = false
            message_log = {folder.Path}/log

            """);
        var result = await ForeignProgram.RunAsync("getmail", ["--getmaildir", folder.Path, "--rcfile", configuration], environment: new Dictionary<string, string> { ["HOME"] = folder.Path });
        Assert.True(result.ExitCode == 0, result.ToString());

        // A Maildir has lines that end in LF; two fields are getmail's own.
        var got = Directory.EnumerateFiles(Path.Combine(maildir, "new")).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Replace("X-getmail-retrieved-from-mailbox: INBOX\n", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(mails.Count, got.Count);
        foreach (var mail in mails)
        {
            var text = Assert.Single(got, text => text.Contains($"\nSubject: {mail.Subject}\n", StringComparison.Ordinal));
            Assert.Equal("Return-Path: <unknown>\n" + Encoding.Latin1.GetString(mail.Content).Replace("\r\n", "\n", StringComparison.Ordinal), text);
        }

        Assert.Empty(await Reader.MailsAsync(office, account, 0));
    }
}
