using System.Text;
using MailKit;
using MimeKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>fetchmail empties a mailbox by IMAP and hands each mail to a file.</summary>
public sealed class FetchmailTests(PostOffice office)
{
    [Fact]
    public async Task Fetchmail_takes_everything_and_leaves_an_empty_mailbox()
    {
        using var folder = new TempFolder();
        var account = office.TakeAccount();
        SampleMail[] mails = [SampleMail.Make("plain", account.Address, account.Address), SampleMail.Make("attachment", account.Address, account.Address)];
        using (var client = await Reader.OpenAsync(office, account))
        {
            foreach (var mail in mails)
            {
                using var stream = new MemoryStream(mail.Content);
                await client.Inbox!.AppendAsync(await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken), MessageFlags.None, TestContext.Current.CancellationToken);
            }
        }

        Directory.CreateDirectory(Path.Combine(folder.Path, "got"));
        var configuration = folder.File("fetchmailrc", $"""
            poll {office["imaps"].Host} protocol IMAP port {office["imaps"].PortText} auth password:
              username "{account.Address}" password "{account.Password}" ssl no sslcertck fetchall no keep no rewrite no mimedecode
              mda "cat > $(mktemp -p {folder.Path}/got XXXXXXXX)"

            """);
        await ForeignProgram.RunAsync("chmod", ["600", configuration]);
        var result = await ForeignProgram.RunAsync("fetchmail",
            ["--nodetach", "--nosyslog", "-f", configuration, "--pidfile", Path.Combine(folder.Path, "pid"), "-i", Path.Combine(folder.Path, "ids")], environment: new Dictionary<string, string> { ["HOME"] = folder.Path });
        Assert.True(result.ExitCode == 0, result.ToString());

        var got = Directory.EnumerateFiles(Path.Combine(folder.Path, "got")).Select(File.ReadAllText).ToList();
        Assert.Equal(mails.Length, got.Count);
        // fetchmail gives lines as LF and puts its own Received fields before them.
        foreach (var mail in mails)
            Assert.Single(got, text => text.Replace("\r\n", "\n", StringComparison.Ordinal).EndsWith(Encoding.Latin1.GetString(mail.Content).Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Empty(await Reader.MailsAsync(office, account, 0));
    }
}
