using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Relays;

/// <summary>Postfix sends to our front door; what it sends is read back by MailKit.</summary>
public sealed class PostfixTests(PostOffice office)
{
    [Theory]
    [InlineData("dots")]
    [InlineData("utf-8")]
    [InlineData("attachment")]
    [InlineData("one megabyte")]
    public async Task Mail_relayed_by_postfix_arrives_octet_for_octet(string sample)
    {
        using var folder = new TempFolder();
        var account = office.TakeAccount();
        var smtp = office["smtp"];
        await using var postfix = await Postfix.StartAsync(new PostfixOptions { RelayHost = $"[{smtp.Host}]:{smtp.PortText}" });
        var mail = SampleMail.Make(sample, "sender@remote.example", account.Address);
        await postfix.SubmitAsync("sender@remote.example", account.Address, folder.File("mail.eml", mail.Content[..^2]));
        var stored = Assert.Single(await Reader.MailsAsync(office, account, 1));
        mail.AssertIn(stored);
        Assert.Contains("by mx.remote.example (Postfix)", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_recipient_comes_back_to_the_sender_as_a_report_of_postfix()
    {
        using var folder = new TempFolder();
        var smtp = office["smtp"];
        await using var postfix = await Postfix.StartAsync(new PostfixOptions { RelayHost = $"[{smtp.Host}]:{smtp.PortText}" });
        var mail = SampleMail.Make("plain", "sender@remote.example", "nobody-here@" + office.Domain);
        await postfix.SubmitAsync("sender@remote.example", "nobody-here@" + office.Domain, folder.File("mail.eml", mail.Content[..^2]));
        var report = Assert.Single(await postfix.MailsAsync(1));
        Assert.Contains("Status: 5.1.1", report, StringComparison.Ordinal);
        Assert.Contains("Action: failed", report, StringComparison.Ordinal);
    }
}
