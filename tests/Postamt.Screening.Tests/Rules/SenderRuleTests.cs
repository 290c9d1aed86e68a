using System.Net;
using System.Text;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Senders;
using Postamt.Screening.Spf;

namespace Postamt.Screening.Tests.Rules;

/// <summary>What is known of the client and of the author's domain.</summary>
public sealed class SenderRuleTests
{
    private static readonly SenderFacts Good = new(
        new ReverseOutcome(ReverseResult.Pass, IPAddress.Parse("192.0.2.1"), "mail.example.com", "192.0.2.1 is mail.example.com"), new SpfAnswer(SpfResult.Pass, "example.com", "mx"), true, null,
        [], new ArcOutcome(ArcResult.None, [], 0, ""), [new DmarcOutcome(DmarcResult.Pass, "example.com", DmarcPolicy.None, "example.com", "")]);

    private static readonly SenderFacts Unknown = Good with { Spf = new SpfAnswer(SpfResult.None, "example.com", ""), Dmarc = [new DmarcOutcome(DmarcResult.None, "example.com", DmarcPolicy.None, "", "")] };

    [Fact]
    public async Task A_good_sender_shows_nothing() => Assert.Empty(await SeenAsync(Good));

    [Theory]
    [Trait("rule", "spf-fail")]
    [Trait("rule", "spf-softfail")]
    [InlineData(SpfResult.Fail, "spf-fail")]
    [InlineData(SpfResult.SoftFail, "spf-softfail")]
    public async Task A_client_that_may_not_send(SpfResult result, string rule)
    {
        var facts = Unknown with { Spf = new SpfAnswer(result, "example.com", "-all") };
        Assert.Contains(rule, await SeenAsync(facts));
        // A signature of the author's domain goes with the mail through any forwarder; another's does not.
        Assert.DoesNotContain(rule, await SeenAsync(facts with { Dkim = [Signed("example.com")] }));
        Assert.Contains(rule, await SeenAsync(facts with { Dkim = [Signed("evil.example")] }));
        Assert.DoesNotContain(rule, await SeenAsync(facts with { HasPath = false }));
    }

    [Fact]
    [Trait("rule", "dmarc-fail")]
    public async Task A_domain_that_does_not_mind()
    {
        Assert.Contains("dmarc-fail", await SeenAsync(Dmarc(DmarcResult.Fail, DmarcPolicy.None)));
        // What it does mind is for another check.
        Assert.DoesNotContain("dmarc-fail", await SeenAsync(Dmarc(DmarcResult.Fail, DmarcPolicy.Reject)));
        Assert.DoesNotContain("dmarc-fail", await SeenAsync(Dmarc(DmarcResult.TempError, DmarcPolicy.None)));
    }

    [Fact]
    [Trait("rule", "sender-unknown")]
    public async Task A_domain_that_says_nothing()
    {
        Assert.Contains("sender-unknown", await SeenAsync(Unknown));
        Assert.DoesNotContain("sender-unknown", await SeenAsync(Unknown with { Dkim = [Signed("other.example")] }));
    }

    [Fact]
    [Trait("rule", "sender-sure")]
    public async Task Only_what_DNS_confirms_speaks_for_a_mail()
    {
        Assert.Contains("sender-sure", await SeenAsync(Dmarc(DmarcResult.Pass, DmarcPolicy.Reject)));
        Assert.DoesNotContain("sender-sure", await SeenAsync(Dmarc(DmarcResult.Pass, DmarcPolicy.None)));
        Assert.DoesNotContain("sender-sure", await SeenAsync(Dmarc(DmarcResult.Fail, DmarcPolicy.Reject)));
        Assert.All(Screening.Rules.RuleBook.All.Where(static rule => rule.Points < 0), static rule => Assert.Equal("sender-sure", rule.Name));
    }

    [Theory]
    [Trait("rule", "free-mail-forged")]
    [Trait("rule", "from-ours-forged")]
    [InlineData("free-mail-forged", "gmail.com")]
    [InlineData("from-ours-forged", "mustermann.example")]
    public async Task A_name_that_is_not_the_senders(string rule, string domain)
    {
        var from = $"From: Joe <joe@{domain}>";
        var forged = Unknown with { Spf = new SpfAnswer(SpfResult.Pass, "evil.example", "mx") };
        Assert.Contains(rule, await SeenAsync(forged, from));
        Assert.DoesNotContain(rule, await SeenAsync(forged, "From: Joe <joe@example.com>"));
        Assert.DoesNotContain(rule, await SeenAsync(forged with { Dkim = [Signed(domain)] }, from));
        Assert.DoesNotContain(rule, await SeenAsync(forged with { Spf = new SpfAnswer(SpfResult.Pass, domain, "mx") }, from));
        Assert.DoesNotContain(rule, await SeenAsync(forged with { Spf = new SpfAnswer(SpfResult.TempError, domain, "") }, from));
        Assert.DoesNotContain(rule, await SeenAsync(null, from));
    }

    [Fact]
    [Trait("rule", "client-nameless")]
    public async Task A_client_without_a_name()
    {
        Assert.Contains("client-nameless", await SeenAsync(Good with { Reverse = new ReverseOutcome(ReverseResult.Fail, IPAddress.Parse("192.0.2.1"), "", "192.0.2.1 has no name") }));
        Assert.DoesNotContain("client-nameless", await SeenAsync(Good with { Reverse = new ReverseOutcome(ReverseResult.TempError, IPAddress.Parse("192.0.2.1"), "", "") }));
    }

    [Theory]
    [Trait("rule", "client-dial-up")]
    [InlineData("192-0-2-13.isp.example", "192.0.2.13", true)]
    [InlineData("p013.dsl.192.isp.example", "192.0.2.13", false)]
    [InlineData("dsl-192-13.isp.example", "192.0.2.13", true)]
    [InlineData("mail-13.isp.example", "192.0.2.13", false)]
    [InlineData("mail192-13.isp.example", "192.0.2.13", false)]
    [InlineData("2001-db8--1.isp.example", "2001:db8::1", false)]
    public async Task A_name_that_is_given_to_all(string name, string address, bool applies) =>
        Assert.Equal(applies, (await SeenAsync(Good with { Reverse = new ReverseOutcome(ReverseResult.Pass, IPAddress.Parse(address), name, "") })).Contains("client-dial-up"));

    [Theory]
    [InlineData("helo-ours", "mustermann.example", "mustermann.example.com")]
    [InlineData("helo-ours", "MX.Mustermann.Example", "mail.example.com")]
    [InlineData("helo-number", "[192.0.2.1]", "a192.0.2.1.example")]
    [InlineData("helo-number", "192.0.2.1", "mail.example.com")]
    [InlineData("helo-short", "localhost", "mail.example.com")]
    public async Task What_the_client_calls_itself(string rule, string name, string near)
    {
        Assert.Contains(rule, await SeenAsync(Good, helo: name));
        Assert.DoesNotContain(rule, await SeenAsync(Good, helo: near));
        Assert.DoesNotContain(rule, await SeenAsync(null, helo: name));
    }

    [Theory]
    [Trait("rule", "notice-none")]
    [InlineData("", true)]
    [InlineData("Auto-Submitted: no", true)]
    [InlineData("Auto-Submitted: auto-replied", false)]
    [InlineData("From: <MAILER-DAEMON@example.com>", false)]
    [InlineData("MIME-Version: 1.0|Content-Type: multipart/report; boundary=b", false)]
    public async Task A_notice_that_is_none(string fields, bool applies) =>
        Assert.Equal(applies, (await RuleMail.SeenAsync(RuleMail.Input(Encoding.UTF8.GetBytes(RuleMail.Text(fields, "--b\r\n\r\nx\r\n--b--\r\n")), path: ""))).Contains("notice-none"));

    private static DkimOutcome Signed(string domain) => new(DkimResult.Pass, domain, "s1", "@" + domain, "rsa-sha256", "", "");

    private static SenderFacts Dmarc(DmarcResult result, DmarcPolicy policy) => Good with { Dmarc = [new DmarcOutcome(result, "example.com", policy, "example.com", "")] };

    private static Task<IReadOnlyList<string>> SeenAsync(SenderFacts? facts, string fields = "", string helo = "mail.example.com") => RuleMail.SeenAsync(RuleMail.Input(Encoding.UTF8.GetBytes(RuleMail.Text(fields)), helo: helo) with { Sender = facts });
}
