namespace Postamt.Scenarios;

/// <summary>When a mail is tried again, when its sender hears of the delay, and when it is given up (RFC 5321 4.5.4.1).</summary>
public sealed class RetryScenarios : Scenario
{
    [Fact]
    public async Task A_mail_taken_at_once_is_there_octet_for_octet_and_nobody_is_told()
    {
        var site = Internet.Site("away.example");
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Content = "Subject: dots\r\n\r\n.\r\n..x\r\n".Replace("\r\n.", "\r\n..", StringComparison.Ordinal) });
        var mail = Assert.Single(site.Mails);
        Assert.EndsWith("\r\nFrom: <anna@here.example>\r\nSubject: dots\r\n\r\n.\r\n..x\r\n", mail.Content, StringComparison.Ordinal);
        Assert.Equal("<anna@here.example>", mail.From.Split(' ')[0]);
        Assert.Empty(await Office.InboxAsync("anna"));
    }

    [Fact]
    [Trait("drill", "27")]
    public async Task Retries_begin_after_five_minutes_and_grow_to_sixty_six()
    {
        Internet.Site("away.example").Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "451 4.7.1 later" : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        var pauses = new List<double>();
        for (var before = Office.Time.GetUtcNow(); pauses.Count < 12; before = Office.Time.GetUtcNow())
        {
            Assert.True(await Office.NextAsync());
            pauses.Add((Office.Time.GetUtcNow() - before).TotalMinutes);
        }
        // Each pause is half as long again as the one before, moved by up to a tenth.
        for (var i = 0; i < pauses.Count; i++)
        {
            var middle = Math.Min(5 * Math.Pow(1.5, i), 66);
            Assert.InRange(pauses[i], middle * 0.899, middle * 1.101);
        }
    }

    [Fact]
    [Trait("drill", "27")]
    public async Task A_greylisted_mail_arrives_with_the_second_attempt()
    {
        var site = Internet.Site("away.example");
        var first = true;
        site.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) && first ? "451 4.7.1 greylisted" : null;
        var mail = await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Empty(site.Mails);
        first = false;
        await Office.PassAsync(TimeSpan.FromMinutes(6));
        Assert.Single(site.Mails);
        Assert.Equal(["Accepted", "Deferred", "Attempted", "Relayed"], await Office.StepsAsync(mail));
    }

    [Fact]
    [Trait("drill", "27")]
    public async Task The_sender_hears_of_the_delay_once_and_of_the_end_once()
    {
        Internet.Site("away.example").Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "451 4.2.0 <bob@away.example> is on holiday" : null;
        var mail = await Office.SubmitAsync("anna", "bob@away.example");
        var sent = Office.Time.GetUtcNow();
        while (await Office.NextAsync())
        {
            var heard = await Office.InboxAsync("anna");
            Assert.Equal(Office.Time.GetUtcNow() - sent < TimeSpan.FromHours(4) ? 0 : (await Office.QueueAsync()).Count > 0 ? 1 : 2, heard.Count);
        }
        Assert.Equal(TimeSpan.FromDays(5), Office.Time.GetUtcNow() - sent);

        var notices = await Office.NoticesAsync("anna");
        Assert.Equal(["delayed", "failed"], notices.Select(notice => Assert.Single(notice.Recipients).Action));
        Assert.Equal(("bob@away.example", "4.2.0"), (notices[0].Recipients[0].Address, notices[0].Recipients[0].Status));
        Assert.Contains("10 Jan 2026 09:00:00", notices[0].Recipients[0].RetryUntil, StringComparison.Ordinal);
        Assert.Equal(("5.4.7", "dns; mx.away.example"), (notices[1].Recipients[0].Status, notices[1].Recipients[0].Host));
        Assert.Equal("Expired", (await Office.StepsAsync(mail))[^1]);
    }

    [Fact]
    public async Task A_bounce_that_cannot_be_delivered_is_given_up_in_silence()
    {
        await Office.AddGroupAsync("team", "bob@away.example");
        Internet.Site("away.example").Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "451 4.2.0 later" : null;
        await Office.ArriveAsync("", "team");
        var came = Office.Time.GetUtcNow();
        while (await Office.NextAsync()) Assert.Empty(await Office.InboxAsync("anna"));
        Assert.Equal(TimeSpan.FromDays(1), Office.Time.GetUtcNow() - came);
        Assert.Equal(1, (await Office.ProveAsync()).Ended[Postamt.Queue.Ledger.LedgerEvent.Expired]);
    }

    [Fact]
    [Trait("drill", "28")]
    public async Task A_server_that_closes_after_the_dot_gets_the_mail_again_and_nobody_is_told()
    {
        var site = Internet.Site("away.example");
        var closes = true;
        site.Answer = line => line == "." && closes ? RemoteHost.Close : null;
        var mail = await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal(1, site.Connections);
        closes = false;
        await Office.NextAsync();
        Assert.Single(site.Mails);
        Assert.Empty(await Office.InboxAsync("anna"));
        Assert.Equal(["Accepted", "Attempted", "Deferred", "Attempted", "Relayed"], await Office.StepsAsync(mail));
    }

    [Fact]
    public async Task Only_recipients_that_were_refused_for_now_are_tried_again()
    {
        var site = Internet.Site("away.example");
        var full = true;
        site.Answer = line => line.StartsWith("RCPT TO:<carl", StringComparison.Ordinal) && full ? "452 4.2.2 full" : null;
        await Office.SubmitAsync("anna", "bob@away.example", "carl@away.example");
        full = false;
        await Office.NextAsync();
        Assert.Equal(["<bob@away.example>", "<carl@away.example>"], site.Mails.Select(mail => Assert.Single(mail.To)));
    }

    [Fact]
    public async Task Mails_one_after_the_other_go_over_one_connection()
    {
        var site = Internet.Site("away.example");
        for (var i = 0; i < 3; i++) await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal((3, 1), (site.Mails.Count, site.Connections));
    }

    [Fact]
    public async Task A_waiting_connection_that_has_ended_is_replaced_at_once()
    {
        var site = Internet.Site("away.example");
        site.Answer = line => site.Connections == 1 && site.Mails.Count > 0 && line.StartsWith("MAIL", StringComparison.Ordinal) ? "421 4.4.2 too long idle" + RemoteHost.Close : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        var second = await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal((2, 2), (site.Mails.Count, site.Connections));
        Assert.DoesNotContain("Deferred", await Office.StepsAsync(second));
    }
}
