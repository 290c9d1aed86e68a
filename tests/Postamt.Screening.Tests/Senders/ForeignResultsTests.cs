using System.Security.Cryptography;
using System.Text;
using Postamt.ForeignData;
using Postamt.Mail.Addresses;
using Postamt.Mail.Headers;
using Postamt.Screening.Content;
using Postamt.Screening.Senders;

namespace Postamt.Screening.Tests.Senders;

/// <summary>Authentication-Results that came with a mail and would pass for ours (RFC 8601 5).</summary>
public sealed class ForeignResultsTests
{
    private static readonly ForeignResults Ours = new(DomainName.Parse("mx1.here.example"));

    [Theory]
    [Trait("attack", "74")]
    [InlineData("mx1.here.example; spf=pass smtp.mailfrom=x", true)]
    [InlineData("MX1.Here.Example; spf=pass", true)]
    [InlineData("mx1.here.example.; spf=pass", true)]
    [InlineData("\"mx1.here.example\"; spf=pass", true)]
    [InlineData("\"mx1\\.here.example\"; spf=pass", true)]
    [InlineData("(comment (in it)) mx1.here.example (another); spf=pass", true)]
    [InlineData("mx1.here.example 1; spf=pass", true)]
    [InlineData("mx1.here.example", true)]
    [InlineData("mx2.here.example; spf=pass", true)]
    [InlineData("here.example; spf=pass", true)]
    [InlineData("anything.mx1.here.example; none", true)]
    [InlineData("", true)]
    [InlineData("; spf=pass", true)]
    [InlineData("other.example 2; spf=pass", true)]
    [InlineData("other.example; spf=pass", false)]
    [InlineData("other.example 1; spf=pass", false)]
    [InlineData("nothere.example; spf=pass", false)]
    [InlineData("mx1.here.example.other.example; spf=pass", false)]
    [InlineData("other.example (mx1.here.example); spf=pass", false)]
    public void A_field_passes_for_ours(string value, bool passes) => Assert.Equal(passes ? 1 : 0, Ours.Find(Encoding.UTF8.GetBytes($"Authentication-Results: {value}\r\n\r\n")).Count);

    [Theory]
    [InlineData("authentication-results: mx1.here.example; none")]
    [InlineData("Authentication-Results :mx1.here.example; none")]
    [InlineData("Authentication-Results:\r\n\tmx1.here.example;\r\n none")]
    [InlineData("Authentication-Results: (\r\n) mx1.here.example; none")]
    [InlineData("Authentication-Results: (((((( mx9.other.example; none")]
    public void However_it_is_written(string field) => Assert.Single(Ours.Find(Encoding.UTF8.GetBytes($"Subject: x\r\n{field}\r\nTo: y\r\n\r\n")));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_gets_another_name_and_nothing_moves(bool isInMemory)
    {
        const string Text = "Received: x\r\nAuthentication-Results: mx1.here.example; spf=pass\r\nAuthentication-Results: other.example; spf=fail\r\n"
            + "authentication-results: here.example; dkim=pass\r\nFrom: a@b.example\r\n\r\nAuthentication-Results: mx1.here.example; none\r\n";
        var content = new StreamContent(Encoding.UTF8.GetBytes(Text), isInMemory);
        var shown = await Ours.HideAsync(content, await MailHeader.ReadAsync(content, Token), Token);
        var octets = new MemoryStream();
        await using (var stream = shown.OpenRead()) await stream.CopyToAsync(octets, Token);
        const string Expected = "Received: x\r\nX-Foreign-Auth-Results: mx1.here.example; spf=pass\r\nAuthentication-Results: other.example; spf=fail\r\n"
            + "X-Foreign-Auth-Results: here.example; dkim=pass\r\nFrom: a@b.example\r\n\r\nAuthentication-Results: mx1.here.example; none\r\n";
        Assert.Equal(Expected, Encoding.UTF8.GetString(octets.ToArray()));
        Assert.Equal((content.Length, Convert.ToHexStringLower(SHA256.HashData(octets.ToArray()))), (shown.Length, shown.Hash.ToString()));
        Assert.Equal(isInMemory, shown.TryGetMemory(out var memory));
        if (isInMemory) Assert.Equal(octets.ToArray(), memory.ToArray());
    }

    [Fact]
    public async Task A_mail_without_such_fields_is_left_alone()
    {
        var content = new StreamContent("From: a@b.example\r\n\r\n"u8.ToArray(), isInMemory: true);
        Assert.Same(content, await Ours.HideAsync(content, await MailHeader.ReadAsync(content, Token), Token));
    }

    [Fact]
    public void Fields_of_all_makes_are_read()
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(TestData.Required("dkim/dkim_verifier/arh"), "*.eml"))
        {
            var octets = File.ReadAllBytes(file);
            var services = new List<string>();
            foreach (var field in HeaderFields.Enumerate(octets))
            {
                if (Ascii.EqualsIgnoreCase(field.Name, "Authentication-Results"u8)) services.Add(field.Value.Split(';')[0].Split(' ')[0]);
            }
            // Each is hidden by who it names, or whose domain it is in, and by everybody when it begins with a result and names nobody.
            foreach (var service in services.Where(service => DomainName.TryParse(service, out _)).Distinct())
            {
                var expected = services.Count(each => each == service || each.EndsWith("." + service, StringComparison.Ordinal) || service.EndsWith("." + each, StringComparison.Ordinal) || each.Contains('=', StringComparison.Ordinal));
                Assert.Equal((file, expected), (file, new ForeignResults(DomainName.Parse("mx." + service)).Find(octets).Count));
            }
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
