namespace Postamt.Scenarios;

/// <summary>What becomes of mail by who sent it (RFC 8601, RFC 9989).</summary>
public sealed class SenderScenarios : Scenario
{
    private const string Forged = "From: The Bank <info@bank.example>\r\nSubject: your account\r\n\r\nPay here.\r\n";

    [Fact]
    public async Task What_was_found_stands_above_our_other_fields()
    {
        Internet.Dns.Txt("stranger.example", "v=spf1 ip4:192.0.2.7 -all").Reverse("192.0.2.7", "client.example").Addresses("client.example", "192.0.2.7");
        await Office.ArriveAsync(new Letter("joe@stranger.example", "anna@here.example") { Content = "From: joe@stranger.example\r\n\r\nHello.\r\n" });
        var mail = Unfolded(Assert.Single(await Office.InboxAsync("anna")));
        Assert.Matches("Delivered-To: anna@here\\.example\r\nAuthentication-Results: mail\\.here\\.example; iprev=pass [^\r]*spf=pass [^\r]*smtp\\.mailfrom=stranger\\.example; [^\r]*dkim=none; [^\r]*dmarc=none [^\r]*\r\nReceived: from client\\.example \\(client\\.example \\[192\\.0\\.2\\.7\\]\\)", mail);
    }

    [Fact]
    public async Task What_our_own_people_send_has_no_such_field()
    {
        await Office.SubmitAsync("anna", "ben@here.example");
        Assert.DoesNotContain("Authentication-Results", Assert.Single(await Office.InboxAsync("ben")), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "74")]
    public async Task A_field_that_passes_for_ours_is_hidden()
    {
        const string Results = "Authentication-Results: mail.here.example; dmarc=pass header.from=bank.example\r\n";
        await Office.ArriveAsync(new Letter("joe@stranger.example", "anna@here.example") { Content = Results + "Authentication-Results: elsewhere.example; spf=pass\r\n" + Forged });
        var mail = Assert.Single(await Office.InboxAsync("anna"));
        Assert.Contains("\r\nX-Foreign-Auth-Results: mail.here.example; dmarc=pass header.from=bank.example\r\nAuthentication-Results: elsewhere.example; spf=pass\r\n", mail, StringComparison.Ordinal);
        await Office.SubmitAsync(new Letter("anna@here.example", "ben@here.example") { Content = Results + "\r\nHello.\r\n" });
        Assert.Contains("X-Foreign-Auth-Results", Assert.Single(await Office.InboxAsync("ben")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_mail_is_refused_where_its_domain_asks_for_it()
    {
        Internet.Dns.Txt("_dmarc.bank.example", "v=DMARC1; p=reject");
        var answers = await Office.ArriveAsync(new Letter("joe@stranger.example", "anna@here.example") { Content = Forged });
        Assert.StartsWith("550 5.7.1 bank.example asks to refuse mail in the name of bank.example", answers.Final, StringComparison.Ordinal);
        Assert.Empty(await Office.InboxAsync("anna"));
    }

    [Fact]
    public async Task Forged_mail_is_junk_where_its_domain_asks_for_suspicion_also_behind_a_group()
    {
        Internet.Dns.Txt("_dmarc.bank.example", "v=DMARC1; p=quarantine");
        await Office.AddGroupAsync("team", "ben");
        await Office.ArriveAsync(new Letter("joe@stranger.example", "anna@here.example", "team@here.example") { Content = Forged });
        foreach (var person in new[] { "anna", "ben" })
        {
            Assert.Empty(await Office.InboxAsync(person));
            Assert.Single(await Office.InboxAsync(person, "Junk"));
        }
    }

    [Fact]
    public async Task The_bank_itself_is_heard()
    {
        Internet.Dns.Txt("_dmarc.bank.example", "v=DMARC1; p=reject").Txt("mail.bank.example", "v=spf1 ip4:192.0.2.7 -all");
        await Office.ArriveAsync(new Letter("bounces@mail.bank.example", "anna@here.example") { Content = Forged });
        Assert.Single(await Office.InboxAsync("anna"));
    }

    private static string Unfolded(string mail) => mail.Replace("\r\n\t", " ", StringComparison.Ordinal);
}
