using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>curl sends by SMTP and reads by IMAP, each with TLS from the start and by STARTTLS.</summary>
public sealed class CurlTests(PostOffice office)
{
    [Theory]
    [InlineData("smtp", "submission")]
    [InlineData("smtps", "submissions")]
    public async Task Curl_submits_and_curl_reads(string scheme, string door)
    {
        using var folder = new TempFolder();
        var (from, to) = (office.TakeAccount(), office.TakeAccount());
        var mail = SampleMail.Make("attachment", from.Address, to.Address);
        var file = folder.File("mail.eml", mail.Content);
        var sent = await CurlAsync(from, $"{scheme}://{office[door]}/client.example.org", "--mail-from", from.Address, "--mail-rcpt", to.Address, "--upload-file", file);
        Assert.True(sent.ExitCode == 0, sent.ToString());

        mail.AssertIn(Assert.Single(await Reader.MailsAsync(office, to, 1)));
        foreach (var (read, listener) in new[] { ("imaps", "imaps"), ("imap", "imap") })
        {
            var uid = await CurlAsync(to, $"{read}://{office[listener]}/INBOX?ALL");
            Assert.Matches("^\\* SEARCH 1\\s*$", uid.Text);
            mail.AssertIn((await CurlAsync(to, $"{read}://{office[listener]}/INBOX;UID=1")).Output);
        }
    }

    [Fact]
    public async Task Curl_appends_and_lists()
    {
        using var folder = new TempFolder();
        var account = office.TakeAccount();
        var mail = SampleMail.Make("latin-1", account.Address, account.Address);
        var file = folder.File("mail.eml", mail.Content);
        var appended = await CurlAsync(account, $"imaps://{office["imaps"]}/INBOX", "--upload-file", file);
        Assert.True(appended.ExitCode == 0, appended.ToString());

        var stored = Assert.Single(await Reader.MailsAsync(office, account, 1));
        Assert.Equal(mail.Content, stored);
        var list = await CurlAsync(account, $"imaps://{office["imaps"]}/", "--request", "LIST \"\" *");
        Assert.Matches("(?m)^\\* LIST \\([^)]*\\) \"[^\"]*\" \"?INBOX\"?\\s*$", list.Text);
    }

    private static Task<ProgramResult> CurlAsync(Account account, string url, params string[] more) =>
        ForeignProgram.RunAsync("curl", ["--silent", "--show-error", "--ssl-reqd", "--insecure", "--user", $"{account.Address}:{account.Password}", "--url", url, .. more]);
}
