namespace Postamt.Scenarios;

/// <summary>What a sender hears, and what he asked for (RFC 3461, RFC 3464).</summary>
public sealed class NoticeScenarios : Scenario
{
    private static string? Unknown(string line) => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;

    [Fact]
    public async Task An_unknown_recipient_comes_back_with_what_the_server_said()
    {
        Internet.Site("away.example").Answer = Unknown;
        var mail = await Office.SubmitAsync("anna", "bob@away.example");
        var notice = Assert.Single(await Office.NoticesAsync("anna"));
        var failed = Assert.Single(notice.Recipients);
        Assert.Equal(("bob@away.example", "failed", "5.1.1"), (failed.Address, failed.Action, failed.Status));
        Assert.Equal(("dns; mx.away.example", "smtp; 550 5.1.1 no such user"), (failed.Host, failed.Diagnostic));
        Assert.Contains("bob@away.example", notice.Words, StringComparison.Ordinal);
        Assert.Equal(["Accepted", "Bounced"], await Office.StepsAsync(mail));
    }

    [Theory]
    [InlineData("de", "Nicht zugestellt: hello")]
    [InlineData("zh-Hans", "未能投递：hello")]
    public async Task A_notice_speaks_its_readers_language(string locale, string subject)
    {
        await Office.AddPersonAsync("reader", locale);
        Internet.Site("away.example").Answer = Unknown;
        await Office.SubmitAsync("reader", "bob@away.example");
        Assert.Equal(subject, Assert.Single(await Office.NoticesAsync("reader")).Subject);
    }

    [Fact]
    public async Task Who_wants_no_notice_gets_none()
    {
        Internet.Site("away.example").Answer = Unknown;
        var mail = await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Rcpt = "NOTIFY=NEVER" });
        Assert.Empty(await Office.InboxAsync("anna"));
        Assert.Equal(["Accepted", "Bounced"], await Office.StepsAsync(mail));
    }

    [Fact]
    public async Task Who_wants_failures_only_hears_of_no_delay()
    {
        Internet.Site("away.example").IsDown = true;
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Rcpt = "NOTIFY=FAILURE" });
        await Office.PassAsync(TimeSpan.FromHours(5));
        await Office.PassAsync(TimeSpan.FromDays(1));
        Assert.Empty(await Office.InboxAsync("anna"));
        await Office.PassAsync(TimeSpan.FromDays(5));
        Assert.Equal("failed", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Action);
    }

    [Fact]
    public async Task Success_with_us_is_told_by_us()
    {
        await Office.SubmitAsync(new Letter("anna@here.example", "ben@here.example") { Rcpt = "NOTIFY=SUCCESS", Mail = "ENVID=a+2Bb" });
        var notice = Assert.Single(await Office.NoticesAsync("anna"));
        Assert.Equal(("delivered", "2.0.0"), (notice.Recipients[0].Action, notice.Recipients[0].Status));
        Assert.Equal("a+b", notice.EnvelopeId);
        Assert.Single(await Office.InboxAsync("ben"));
    }

    [Fact]
    public async Task The_wish_for_success_goes_on_to_a_server_that_understands_it()
    {
        var site = Internet.Site("away.example");
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Rcpt = "NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob@away.example", Mail = "RET=HDRS ENVID=x1" });
        Assert.Empty(await Office.InboxAsync("anna"));
        var mail = Assert.Single(site.Mails);
        Assert.Equal("<anna@here.example> RET=HDRS ENVID=x1", mail.From);
        Assert.Equal("<bob@away.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob@away.example", Assert.Single(mail.To));
    }

    [Fact]
    public async Task Success_that_the_next_server_will_not_tell_is_told_as_relayed()
    {
        var site = Internet.Site("away.example");
        site.Keywords = ["8BITMIME"];
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Rcpt = "NOTIFY=SUCCESS" });
        Assert.Equal("<anna@here.example>", Assert.Single(site.Mails).From);
        Assert.Equal("relayed", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Action);
    }

    [Theory]
    [InlineData("RET=FULL", "message/rfc822")]
    [InlineData("RET=HDRS", "text/rfc822-headers")]
    public async Task As_much_of_the_mail_comes_back_as_was_asked_for(string wish, string type)
    {
        Internet.Site("away.example").Answer = Unknown;
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Mail = wish + " ENVID=env-7", Rcpt = "ORCPT=rfc822;Bobby@old.example" });
        var notice = Assert.Single(await Office.NoticesAsync("anna"));
        Assert.Equal((type, "env-7", "rfc822; Bobby@old.example"), (notice.Returned, notice.EnvelopeId, notice.Recipients[0].Original));
    }

    [Fact]
    public async Task A_bounce_that_bounces_ends_in_silence()
    {
        await Office.AddGroupAsync("team", "bob@away.example");
        Internet.Site("away.example").Answer = Unknown;
        await Office.ArriveAsync("", "team");
        Assert.Empty(await Office.QueueAsync());
        foreach (var person in new[] { "anna", "ben", "chris" }) Assert.Empty(await Office.InboxAsync(person));
    }

    [Fact]
    public async Task A_notice_to_a_stranger_goes_out_with_the_null_path()
    {
        await Office.AddGroupAsync("team", "bob@away.example");
        Internet.Site("away.example").Answer = Unknown;
        var home = Internet.Site("stranger.example");
        await Office.ArriveAsync("joe@stranger.example", "team");
        var notice = Assert.Single(home.Mails);
        Assert.Equal(("<>", "<joe@stranger.example> NOTIFY=NEVER"), (notice.From.Split(' ')[0], Assert.Single(notice.To)));
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task A_refusal_for_good_at_each_step_comes_back(string step)
    {
        Internet.Site("away.example").Answer = line => line.StartsWith(step, StringComparison.Ordinal) ? "554 5.7.1 not from you" : null;
        await Office.SubmitAsync("anna", "bob@away.example", "carl@away.example");
        var notice = Assert.Single(await Office.NoticesAsync("anna"));
        Assert.Equal(2, notice.Recipients.Count);
        Assert.All(notice.Recipients, recipient => Assert.Equal(("failed", "5.7.1"), (recipient.Action, recipient.Status)));
    }

    [Fact]
    [Trait("attack", "44")]
    public async Task Thirty_domains_that_all_refuse_are_told_in_one_notice()
    {
        string[] to = [.. Enumerable.Range(0, 30).Select(i => $"bob@away{i}.example")];
        for (var i = 0; i < to.Length; i++) Internet.Site($"away{i}.example").Answer = Unknown;
        var mail = await Office.SubmitAsync("anna", to);
        var notice = Assert.Single(await Office.NoticesAsync("anna"));
        Assert.Equal(to.Order(), notice.Recipients.Select(recipient => recipient.Address).Order());
        Assert.All(notice.Recipients, recipient => Assert.Equal(("5.1.1", "smtp; 550 5.1.1 no such user"), (recipient.Status, recipient.Diagnostic)));
        Assert.Equal(30, (await Office.StepsAsync(mail)).Count(step => step == "Bounced"));
        Assert.Empty(await Office.QueueAsync());
    }

    [Fact]
    public async Task A_failure_is_told_soon_although_another_recipient_is_waited_for()
    {
        Internet.Site("away.example").Answer = Unknown;
        Internet.Site("slow.example").IsDown = true;
        await Office.SubmitAsync("anna", "bob@away.example", "sue@slow.example");
        Assert.Empty(await Office.InboxAsync("anna"));
        await Office.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("bob@away.example", Assert.Single(Assert.Single(await Office.NoticesAsync("anna")).Recipients).Address);
        await Office.PassAsync(TimeSpan.FromDays(5));
        await Office.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal("sue@slow.example", Assert.Single((await Office.NoticesAsync("anna"))[^1].Recipients).Address);
    }

    [Fact]
    [Trait("attack", "44")]
    public async Task Each_recipient_is_told_of_as_it_asked()
    {
        Internet.Site("away.example").Answer = Unknown;
        Internet.Site("far.example").Answer = Unknown;
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example NOTIFY=NEVER", "sue@far.example NOTIFY=FAILURE", "ben@here.example NOTIFY=SUCCESS"));
        var notices = await Office.NoticesAsync("anna");
        Assert.Equal([("ben@here.example", "delivered"), ("sue@far.example", "failed")], notices.SelectMany(notice => notice.Recipients).Select(recipient => (recipient.Address, recipient.Action)).Order());
    }

    [Fact]
    public async Task Who_wants_delays_only_hears_of_the_delay_and_not_of_the_end()
    {
        Internet.Site("away.example").IsDown = true;
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Rcpt = "NOTIFY=DELAY" });
        await Office.PassAsync(TimeSpan.FromHours(5));
        await Office.PassAsync(TimeSpan.FromDays(6));
        Assert.Equal("delayed", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Action);
        Assert.Empty(await Office.QueueAsync());
    }

    [Fact]
    [Trait("attack", "44")]
    public async Task A_notice_quotes_no_more_of_the_mail_than_it_may()
    {
        Internet.Site("away.example").Answer = Unknown;
        var content = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 10_000));
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Content = content, Mail = "RET=FULL" });
        Assert.InRange(Assert.Single(await Office.InboxAsync("anna")).Length, 1, 60_000);
    }

    [Fact]
    [Trait("drill", "27")]
    public async Task Thirty_domains_that_are_all_late_are_told_in_one_notice_and_given_up_in_few()
    {
        string[] to = [.. Enumerable.Range(0, 30).Select(i => $"bob@away{i}.example")];
        for (var i = 0; i < to.Length; i++) Internet.Site($"away{i}.example").IsDown = true;
        await Office.SubmitAsync("anna", to);
        for (var hours = 0; hours < 24; hours++) await Office.PassAsync(TimeSpan.FromHours(1));
        var notice = Assert.Single(await Office.NoticesAsync("anna"));
        Assert.Equal(to.Order(), notice.Recipients.Select(recipient => recipient.Address).Order());
        Assert.All(notice.Recipients, recipient => Assert.Equal(("delayed", "4.4.1"), (recipient.Action, recipient.Status)));
        await Office.PassAsync(TimeSpan.FromDays(5));
        var ends = (await Office.NoticesAsync("anna")).Skip(1).ToList();
        Assert.Equal(to.Order(), ends.SelectMany(end => end.Recipients).Select(recipient => recipient.Address).Order());
        Assert.InRange(ends.Count, 1, 2);
    }
}
