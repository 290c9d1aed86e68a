using System.Net;
using Postamt.Cluster.Identity;
using Postamt.Mail.Outcomes;
using Postamt.Ram.Cluster;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Senders;
using Postamt.Screening.Spf;
using Postamt.Screening.Tests.Senders;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Tests.Dmarc;

/// <summary>What is done with mail nobody vouches for (RFC 9989 7.4).</summary>
public sealed class DmarcPolicyTests
{
    private const string Plain = "From: a@bank.example\r\n\r\n";
    private const string List = "List-Id: <talk.lists.example>\r\n" + Plain;

    [Theory]
    [InlineData(DmarcResult.Pass, DmarcPolicy.Reject, "Pass")]
    [InlineData(DmarcResult.None, DmarcPolicy.None, "Pass")]
    [InlineData(DmarcResult.Fail, DmarcPolicy.None, "Pass")]
    [InlineData(DmarcResult.Fail, DmarcPolicy.Quarantine, "Junk")]
    [InlineData(DmarcResult.Fail, DmarcPolicy.Reject, "Refuse")]
    [InlineData(DmarcResult.TempError, DmarcPolicy.Reject, "CouldNotTell")]
    public async Task It_is_done_what_the_domain_asks_for(DmarcResult result, DmarcPolicy policy, string finding) => Assert.Equal(finding, await FindAsync(Plain, Facts(result, policy)));

    [Fact]
    public async Task A_list_that_stands_for_its_mail_is_junk_and_not_refused()
    {
        var facts = Facts(DmarcResult.Fail, DmarcPolicy.Reject);
        Assert.Equal("Refuse", await FindAsync(List, facts));
        Assert.Equal("Junk", await FindAsync(List, facts with { Spf = new SpfAnswer(SpfResult.Pass, "lists.example", "") }));
        Assert.Equal("Junk", await FindAsync(List, facts with { Dkim = [new DkimOutcome(DkimResult.Pass, "lists.example", "s", "@lists.example", "rsa-sha256", "", "")] }));
        // A name the client gives itself stands for no mail, and who stands for one that is of no list may still not write in anothers name.
        Assert.Equal("Refuse", await FindAsync(List, facts with { HasPath = false, Spf = new SpfAnswer(SpfResult.Pass, "lists.example", "") }));
        Assert.Equal("Refuse", await FindAsync(Plain, facts with { Spf = new SpfAnswer(SpfResult.Pass, "lists.example", "") }));
    }

    [Theory]
    [Trait("attack", "82")]
    [InlineData("[\"lists.example\"]", "lists.example", ArcResult.Pass, "Pass")]
    [InlineData("[\"LISTS.example\"]", "lists.example", ArcResult.Pass, "Pass")]
    [InlineData("[\"lists.example\"]", "lists.example", ArcResult.Fail, "Refuse")]
    [InlineData("[\"lists.example\"]", "evil.example", ArcResult.Pass, "Refuse")]
    [InlineData("[\"lists.example\"]", "lists.example evil.example", ArcResult.Pass, "Refuse")]
    [InlineData("[]", "lists.example", ArcResult.Pass, "Refuse")]
    [InlineData(null, "lists.example", ArcResult.Pass, "Refuse")]
    public async Task Only_a_custodian_whose_word_counts_takes_the_policy_away(string? trusted, string sealers, ArcResult arc, string finding) =>
        Assert.Equal(finding, await FindAsync(Plain, Facts(DmarcResult.Fail, DmarcPolicy.Reject) with { Arc = new ArcOutcome(arc, sealers.Split(' '), 0, "sealed") }, trusted));

    [Fact]
    public async Task Mail_from_inside_is_not_asked_about() => Assert.Equal("Pass", await FindAsync(Plain, null));

    [Fact]
    public async Task A_refusal_says_whose_wish_it_is()
    {
        var refuse = Assert.IsType<Finding.Refuse>(await RunAsync(Plain, Facts(DmarcResult.Fail, DmarcPolicy.Reject), null));
        Assert.Equal((PolicyReason.SenderRefused, 550, "5.7.1"), (refuse.Decision.Reason, refuse.Decision.ReplyCode, refuse.Decision.Status.ToString()));
        Assert.Contains("bank.example asks to refuse", refuse.Decision.Text, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "68")]
    [InlineData("From: a@bank.example\r\nFrom: b@evil.example\r\n\r\n", MailOrigin.Outside, "Refuse")]
    [InlineData("From: a@bank.example\r\nfrom : b@evil.example\r\n\r\n", MailOrigin.Outside, "Refuse")]
    [InlineData("From: a@bank.example\r\nFrom: b@evil.example\r\n\r\n", MailOrigin.FrontServer, "Pass")]
    [InlineData(Plain, MailOrigin.Outside, "Pass")]
    public async Task A_mail_has_one_author_field(string content, MailOrigin origin, string finding) =>
        Assert.Equal(finding, (await new FromCheck().RunAsync(Incoming.Mail(content, origin: origin), TestContext.Current.CancellationToken)).GetType().Name);

    private static SenderFacts Facts(DmarcResult result, DmarcPolicy policy) => new(
        new ReverseOutcome(ReverseResult.Pass, IPAddress.Loopback, "x", ""), new SpfAnswer(SpfResult.Fail, "evil.example", ""), true, null, [], new ArcOutcome(ArcResult.None, [], 0, ""),
        [new DmarcOutcome(result, "bank.example", policy, "bank.example", "nobody speaks for bank.example")]);

    private static async Task<string> FindAsync(string content, SenderFacts? facts, string? trusted = null) => (await RunAsync(content, facts, trusted)).GetType().Name;

    private static async Task<Finding> RunAsync(string content, SenderFacts? facts, string? trusted)
    {
        using var house = new Postamt.Ram.Directory.RamDirectory(TimeProvider.System);
        var settings = new RamSettings(TimeProvider.System, house);
        if (trusted is not null) await settings.WriteAsync(TrustedSealers.SettingName, CompanyId.Installation, trusted, Actor.System("test"), TestContext.Current.CancellationToken);
        return await new DmarcPolicyCheck(new TrustedSealers(settings)).RunAsync(Incoming.Mail(content) with { Sender = facts }, TestContext.Current.CancellationToken);
    }
}
