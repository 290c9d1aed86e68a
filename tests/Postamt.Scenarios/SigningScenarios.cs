using System.Text;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;

namespace Postamt.Scenarios;

/// <summary>Under which name mail leaves: signed by its author's domain, or sealed and under a reverse-path of ours where a stranger wrote it.</summary>
public sealed class SigningScenarios : Scenario
{
    [Fact]
    public async Task What_our_people_write_is_signed_by_their_domain()
    {
        var site = Internet.Site("away.example");
        await Office.SignAsync("here.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        var outcome = Assert.Single(await VerifyAsync(site.Mails[0].Content));
        Assert.Equal((DkimResult.Pass, "here.example"), (outcome.Result, outcome.Domain));
        // Date and Message-ID, which were added here, are signed as well.
        Assert.Equal(DkimResult.Fail, Assert.Single(await VerifyAsync(site.Mails[0].Content.Replace("Date: Mon, 05", "Date: Mon, 06", StringComparison.Ordinal))).Result);
        Assert.Equal("<anna@here.example>", site.Mails[0].From);
    }

    [Fact]
    public async Task Until_its_record_is_in_dns_nothing_is_signed_with_a_key()
    {
        var site = Internet.Site("away.example");
        var key = await Office.MakeKeyAsync("here.example");
        await Office.TurnKeysAsync("here.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Empty(await VerifyAsync(site.Mails[0].Content));
        Internet.Dns.Txt(key.RecordName, key.Record);
        await Office.TurnKeysAsync("here.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal(DkimResult.Pass, Assert.Single(await VerifyAsync(site.Mails[1].Content)).Result);
    }

    [Fact]
    public async Task A_mail_can_have_a_signature_of_each_kind()
    {
        var site = Internet.Site("away.example");
        await Office.SignAsync("here.example");
        await Office.SignAsync("here.example", isEd25519: true);
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal(["ed25519-sha256 Pass", "rsa-sha256 Pass"], (await VerifyAsync(site.Mails[0].Content)).Select(each => $"{each.Algorithm} {each.Result}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_next_key_takes_over_and_the_old_one_is_kept_for_a_while()
    {
        var site = Internet.Site("away.example");
        await Office.SignAsync("here.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        await Office.SignAsync("here.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        var (first, second) = (Assert.Single(await VerifyAsync(site.Mails[0].Content)), Assert.Single(await VerifyAsync(site.Mails[1].Content)));
        Assert.Equal((DkimResult.Pass, DkimResult.Pass), (first.Result, second.Result));
        Assert.NotEqual(first.Selector, second.Selector);
        Assert.Equal(["Retired", "Active"], await Office.KeyStatesAsync("here.example"));
        await Office.PassAsync(TimeSpan.FromDays(22));
        await Office.TurnKeysAsync("here.example");
        Assert.Equal(["Active"], await Office.KeyStatesAsync("here.example"));
    }

    [Fact]
    [Trait("attack", "76")]
    public async Task A_strangers_mail_in_our_name_is_never_signed_as_ours()
    {
        var site = Internet.Site("away.example");
        await Office.SignAsync("here.example");
        await Office.AddGroupAsync("team", "bob@away.example");
        await Office.ArriveAsync(new Letter("joe@stranger.example", "team@here.example") { Content = "From: anna@here.example\r\n\r\nGive him all my money.\r\n" });
        Assert.Empty(await VerifyAsync(Assert.Single(site.Mails).Content));
    }

    [Fact]
    [Trait("attack", "76")]
    public async Task Another_companys_domain_signs_nothing_of_ours()
    {
        var site = Internet.Site("away.example");
        await Office.AddCompanyAsync("There", "there.example");
        await Office.SignAsync("there.example");
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Empty(await VerifyAsync(site.Mails[0].Content));
    }

    [Fact]
    public async Task What_this_host_writes_is_signed_by_the_domain_it_is_in()
    {
        var site = Internet.Site("stranger.example");
        Internet.Site("away.example").Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 gone" : null;
        await Office.SignAsync("here.example");
        await Office.AddGroupAsync("team", "bob@away.example");
        await Office.ArriveAsync("joe@stranger.example", "team");
        await Office.PassAsync(TimeSpan.FromHours(1));
        var notice = Assert.Single(site.Mails);
        Assert.Equal("<>", notice.From);
        Assert.Equal((DkimResult.Pass, "here.example"), Assert.Single((await VerifyAsync(notice.Content)).Select(each => (each.Result, each.Domain))));
    }

    [Fact]
    public async Task A_strangers_mail_is_passed_on_under_a_name_of_ours_and_notices_find_back()
    {
        var (away, stranger) = (Internet.Site("away.example"), Internet.Site("stranger.example"));
        await Office.AddGroupAsync("team", "bob@away.example");
        await Office.ArriveAsync("joe@stranger.example", "team");
        var path = Assert.Single(away.Mails).From;
        Assert.Matches("^<SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=stranger\\.example=joe@here\\.example>$", path);
        var notice = await Office.ArriveAsync(new Letter("", path.Trim('<', '>')));
        Assert.StartsWith("250", notice.Final, StringComparison.Ordinal);
        Assert.Equal(("<>", "<joe@stranger.example>"), (Assert.Single(stranger.Mails).From, Assert.Single(stranger.Mails[0].To).Split(' ')[0]));
        Assert.Equal(["Accepted", "Expanded"], await Office.StepsAsync(notice, path.Trim('<', '>')));
        // It is a way back for notices and for nothing else.
        Assert.StartsWith("550 5.7.1", Assert.Single((await Office.ArriveAsync(new Letter("eve@evil.example", path.Trim('<', '>')))).Recipients), StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.1", Assert.Single((await Office.ArriveAsync(new Letter("", "SRS0=AAAAAAAA=AA=victim.example=joe@here.example"))).Recipients), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_name_is_kept_where_our_people_write_to_a_group()
    {
        var site = Internet.Site("away.example");
        await Office.AddGroupAsync("team", "bob@away.example");
        await Office.SubmitAsync("anna", "team@here.example");
        Assert.Equal("<anna@here.example>", Assert.Single(site.Mails).From);
    }

    [Fact]
    public async Task A_strangers_mail_that_is_passed_on_is_sealed()
    {
        var site = Internet.Site("away.example");
        await Office.SignAsync("here.example");
        await Office.AddGroupAsync("team", "bob@away.example");
        await Office.ArriveAsync("joe@stranger.example", "team");
        var mail = Assert.Single(site.Mails).Content;
        var outcome = await SealsAsync(mail);
        Assert.True(outcome.Result == ArcResult.Pass, $"{outcome.Why}\n{mail}");
        Assert.Equal(["here.example"], outcome.Sealers);
        Assert.Contains("ARC-Authentication-Results: i=1; mail.here.example; iprev=", mail, StringComparison.Ordinal);
        // A second group at another company seals what the first one has sealed.
        await Office.AddGroupAsync("other", "carl@away.example");
        await Office.ArriveAsync(new Letter("bob@away.example", "other@here.example") { Content = mail });
        var twice = await SealsAsync(site.Mails[1].Content);
        Assert.True(twice.Result == ArcResult.Pass, $"{twice.Why}\n{site.Mails[1].Content}");
        Assert.Equal(2, twice.Sealers.Count);
    }

    private async Task<IReadOnlyList<DkimOutcome>> VerifyAsync(string mail) =>
        await new DkimVerifier(Internet.Dns, new DkimLimits(), Office.Time).VerifyAsync(new MemoryStream(Encoding.Latin1.GetBytes(mail)), TestContext.Current.CancellationToken);

    private async Task<ArcOutcome> SealsAsync(string mail) =>
        await new ArcVerifier(Internet.Dns, new DkimLimits()).VerifyAsync(new MemoryStream(Encoding.Latin1.GetBytes(mail)), TestContext.Current.CancellationToken);
}
