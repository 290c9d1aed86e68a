using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Dns;
using Postamt.Mail.Addresses;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Tests.Dkim;

/// <summary>What is signed here is good, and stays so only unchanged.</summary>
public sealed class DkimSignerTests
{
    private static readonly DomainName Domain = DomainName.Parse("example.com");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signed_mail_is_good_and_no_change_of_what_is_read_goes_unseen(bool isEd25519)
    {
        using var key = DkimSigningKey.Open(Domain, "s1", DkimSigningKey.Create(isEd25519));
        var signed = await SignAsync(Forge.Mail, key);
        Assert.Equal(["Pass"], await ResultsAsync(signed, key));
        foreach (var field in new[] { "From: x@example.com", "To: x@example.com", "Cc: x@example.com", "Subject: x", "Date: x", "Reply-To: x@example.com", "Content-Type: text/html", "MIME-Version: 1.0" })
            Assert.Equal((field, "Fail"), (field, Assert.Single(await ResultsAsync(field + "\r\n" + signed, key))));
        Assert.Equal(["Fail"], await ResultsAsync(signed + "more", key));
        Assert.All(signed.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
    }

    [Fact]
    public async Task Two_keys_sign_at_once()
    {
        using var rsa = DkimSigningKey.Open(Domain, "r1", DkimSigningKey.Create(isEd25519: false));
        using var ed25519 = DkimSigningKey.Open(Domain, "e1", DkimSigningKey.Create(isEd25519: true));
        Assert.Equal(["Pass", "Pass"], await ResultsAsync(await SignAsync(Forge.Mail, rsa, ed25519), rsa, ed25519));
    }

    [Fact]
    [Trait("attack", "79")]
    public async Task A_signature_does_not_last_for_ever()
    {
        using var key = DkimSigningKey.Open(Domain, "s1", DkimSigningKey.Create(isEd25519: true));
        var signed = await SignAsync(Forge.Mail, key);
        Assert.DoesNotContain("l=", signed.Split("\r\nFrom:")[0].Split("h=")[0], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromDays(15));
        Assert.Equal(["Fail"], await ResultsAsync(signed, key));
    }

    private async Task<string> SignAsync(string mail, params DkimSigningKey[] keys)
    {
        var fields = await new DkimSigner(_time).SignAsync(new MemoryStream(Encoding.UTF8.GetBytes(mail)), keys, TestContext.Current.CancellationToken);
        return string.Concat(fields.Select(Encoding.ASCII.GetString)) + mail;
    }

    private async Task<IEnumerable<string>> ResultsAsync(string mail, params DkimSigningKey[] keys)
    {
        var dns = new FixedResolver();
        foreach (var key in keys) dns.Txt($"{key.Selector}._domainkey.{key.Domain}", key.Record);
        var outcomes = await new DkimVerifier(dns, new DkimLimits(), _time).VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(mail)), TestContext.Current.CancellationToken);
        return outcomes.Select(each => $"{each.Result}");
    }
}
