using Postamt.Screening.Tests.Senders;

namespace Postamt.Screening.Tests.Looks;

/// <summary>What the checks of a mail's content look at.</summary>
public sealed class MailLookTests
{
    [Fact]
    public async Task What_a_reader_sees_is_the_text_of_all_parts()
    {
        const string Parts = "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOne\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Two <a href=http://a.example/>three</a>\r\n--b--\r\n";
        var look = await Incoming.Mail(Parts).Look.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Gr\u00fc\u00dfe", look.Subject);
        Assert.Equal(["One", "Two", "three"], look.Shown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("a.example", Assert.Single(look.Links).Host);
    }
}
