using Postamt.Dns;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Tests.Dkim;

/// <summary>Signatures good and bad (RFC 6376, RFC 8301, RFC 8463).</summary>
public sealed class DkimVerifierTests : DkimTest
{
    [Fact]
    public async Task The_mail_of_rfc_8463_has_two_good_signatures()
    {
        const string Mail = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject :
             date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
             DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
             dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.

            """;
        var dns = new FixedResolver()
            .Txt("brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
            .Txt("test._domainkey.football.example.com", "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB");
        var outcomes = await AskAsync(Mail.ReplaceLineEndings("\r\n"), dns);
        Assert.Equal([("Pass", "brisbane", "@football.example.com"), ("Pass", "test", "@football.example.com")], outcomes.Select(each => ($"{each.Result}", each.Selector, each.Identity)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_signature_fits_in_each_way_of_canonicalisation(bool header, bool body)
    {
        var ways = $"{(header ? "relaxed" : "simple")}/{(body ? "relaxed" : "simple")}";
        var mail = Signer.Sign(Forge.Mail, $"a=rsa-sha256; c={ways}; d=example.com; s=s1; h=from:to:subject", body, header);
        Assert.Equal("Pass", await ResultAsync(mail));
        // 3.4.2, 3.4.4: what only a relaxed reader overlooks.
        Assert.Equal(header ? "Pass" : "Fail", await ResultAsync(mail.Replace("To: anna", "to:  anna", StringComparison.Ordinal)));
        Assert.Equal(body ? "Pass" : "Fail", await ResultAsync(mail.Replace("Hi  Anna,", "Hi Anna, ", StringComparison.Ordinal)));
        // 3.4.3: lines of nothing at the end do not count in any.
        Assert.Equal("Pass", await ResultAsync(mail + "\r\n\r\n"));
        Assert.Equal("Fail", await ResultAsync(mail.Replace("bye", "buy", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("simple", "From: a@example.com\r\n\r\n")]
    [InlineData("relaxed", "From: a@example.com\r\n\r\n")]
    [InlineData("relaxed", "From: a@example.com\r\n\r\n \t\r\n \r\n")]
    [InlineData("simple", "From: a@example.com\r\n\r\n\r\n\r\n\r\nlast without end")]
    [InlineData("relaxed", "From: a@example.com\r\n\r\none\rtwo\r")]
    public async Task Odd_bodies_have_a_hash(string way, string mail) =>
        Assert.Equal("Pass", await ResultAsync(Signer.Sign(mail, $"a=rsa-sha256; c=relaxed/{way}; d=example.com; s=s1; h=from", way == "relaxed")));

    [Fact]
    public async Task While_dns_does_not_tell_the_key_nobody_knows() =>
        Assert.Equal("TempError", await ResultAsync(Signer.Sign(Forge.Mail, Tags), new FixedResolver().Answer("TXT", "s1._domainkey.example.com", DnsStatus.Unavailable)));

    [Fact]
    [Trait("attack", "78")]
    public async Task Of_two_thousand_signatures_ten_are_checked()
    {
        var signed = Signer.Sign(Forge.Mail, Tags);
        var field = signed[..(signed.Length - Forge.Mail.Length)];
        var outcomes = await AskAsync(string.Concat(Enumerable.Repeat(field, 2_000)) + Forge.Mail, Signer.Dns);
        Assert.Equal((10, 1_990), (outcomes.Count(each => each.Result == DkimResult.Pass), outcomes.Count(each => each.Result == DkimResult.Policy)));
    }

    [Fact]
    [Trait("attack", "77")]
    public async Task What_is_appended_to_a_body_that_is_signed_in_part_is_nobodys_word()
    {
        var mail = Signer.Sign(Forge.Mail, Tags + "; l=5", length: 5);
        Assert.Equal("Neutral", await ResultAsync(mail));
        Assert.Equal("Neutral", await ResultAsync(mail + "and more"));
        Assert.Equal("Fail", await ResultAsync(Signer.Sign(Forge.Mail, Tags + "; l=5000", length: 5000)));
    }

    [Fact]
    [Trait("attack", "77")]
    public async Task A_field_that_is_signed_once_more_than_it_is_there_cannot_be_added()
    {
        Assert.Equal("Pass", await ResultAsync("Subject: another\r\n" + Signer.Sign(Forge.Mail, Tags)));
        Assert.Equal("Fail", await ResultAsync("Subject: another\r\n" + Signer.Sign(Forge.Mail, Tags + ":subject")));
        Assert.Equal("Fail", await ResultAsync("From: another@example.com\r\n" + Signer.Sign(Forge.Mail, "a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from:from")));
    }

    [Fact]
    public async Task A_mail_without_signatures_has_none() => Assert.Empty(await AskAsync(Forge.Mail, Signer.Dns));

    [Fact]
    public async Task A_body_of_empty_lines_is_read_in_time()
    {
        var mail = "From: a@example.com\r\n\r\n" + string.Concat(Enumerable.Repeat("\r\n", 2_000_000)) + "x\r\n";
        Assert.Equal("Pass", await ResultAsync(Signer.Sign(mail, "a=rsa-sha256; c=relaxed/simple; d=example.com; s=s1; h=from", bodyRelaxed: false)));
    }
}
