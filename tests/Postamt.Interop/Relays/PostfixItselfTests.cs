using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Relays;

/// <summary>The measuring instrument is measured: between swaks and Postfix alone, nothing changes a mail.</summary>
public sealed class PostfixItselfTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("dots")]
    [InlineData("longest line")]
    [InlineData("latin-1")]
    [InlineData("one megabyte")]
    public async Task Swaks_to_postfix_is_octet_for_octet(string sample)
    {
        using var folder = new TempFolder();
        await using var postfix = await Postfix.StartAsync(new PostfixOptions { StartTls = true });
        var mail = SampleMail.Make(sample, "sender@example.org", "who@" + postfix.Domain);
        await postfix.SubmitAsync("sender@example.org", "who@" + postfix.Domain, folder.File("mail.eml", mail.Content[..^2]));
        var stored = Assert.Single(await postfix.MailsAsync(1));
        Assert.EndsWith(Encoding.Latin1.GetString(mail.Content), stored, StringComparison.Ordinal);
    }
}
