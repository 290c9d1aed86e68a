using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>Postfix's load tool sends over several sessions at once; MailKit reads what arrived.</summary>
public sealed class SmtpSourceTests(PostOffice office)
{
    [Theory]
    [InlineData("a connection a mail")]
    [InlineData("many mails over a connection", "-d")]
    public async Task A_hundred_mails_over_ten_sessions_arrive_each_once(string subject, params string[] more)
    {
        const int count = 100;
        var account = office.TakeAccount();
        var result = await ForeignProgram.RunAsync("smtp-source",
            ["-s", "10", "-m", $"{count}", "-l", "4000", "-S", subject, "-f", "load@example.org", "-t", account.Address, "-M", "client.example.org", .. more, office["smtp"].ToString()]);
        Assert.True(result.ExitCode == 0, result.ToString());

        var mails = (await Reader.MailsAsync(office, account, count)).Select(Encoding.Latin1.GetString).ToList();
        Assert.All(mails, mail => Assert.Contains($"\r\nSubject: {subject}\r\n", mail, StringComparison.Ordinal));
        // The tool fills up with X and ends its last line without counting that.
        Assert.All(mails, mail => Assert.Equal(4000 + 2, mail.Length - mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4));
        Assert.Equal(count, mails.Select(mail => mail.Split("\r\n").First(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))).Distinct().Count());
    }
}
