using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>Python's standard library: imaplib works a mailbox, smtplib submits.</summary>
public sealed class PythonTests(PostOffice office)
{
    [Fact]
    public async Task Imaplib_appends_searches_flags_copies_and_expunges()
    {
        using var folder = new TempFolder();
        var account = office.TakeAccount();
        var mail = SampleMail.Make("utf-8", account.Address, account.Address);
        var result = await RunAsync("imap.py", office["imap"], account, folder.File("mail.eml", mail.Content));
        Assert.Equal(
        [
            $"appended {mail.Hash.ToLowerInvariant()}", "flagged 1", "subject 1", "unseen ", "left ",
            $"copied {mail.Hash.ToLowerInvariant()}", "flags True", "folders ",
        ], result.Text.TrimEnd('\n').Split('\n'));

        Assert.Equal(mail.Content, Assert.Single(await Reader.MailsAsync(office, account, 1)));
    }

    [Theory]
    [InlineData("latin-1")]
    [InlineData("longest line")]
    public async Task Smtplib_submits_twice_in_one_session(string sample)
    {
        using var folder = new TempFolder();
        var (from, to) = (office.TakeAccount(), office.TakeAccount());
        var mail = SampleMail.Make(sample, from.Address, to.Address);
        var result = await RunAsync("smtp.py", office["submission"], from, to.Address, folder.File("mail.eml", mail.Content));
        Assert.Equal("{}\n{}\n", result.Text);

        var stored = await Reader.MailsAsync(office, to, 2);
        var second = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(mail.Content).Replace("Message-ID: <", "Message-ID: <second.", StringComparison.Ordinal));
        foreach (var sent in new[] { mail, mail with { Content = second } })
            Assert.Single(stored, octets => octets.AsSpan().EndsWith(sent.Content));
    }

    private static async Task<ProgramResult> RunAsync(string script, Listener listener, Account account, params string[] more)
    {
        var result = await ForeignProgram.RunAsync("python3",
            [Scripts.File("python", script), listener.Host, listener.PortText, account.Address, account.Password, .. more]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }
}
