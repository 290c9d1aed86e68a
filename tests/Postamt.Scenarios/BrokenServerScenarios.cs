namespace Postamt.Scenarios;

/// <summary>Servers that speak no proper SMTP: nothing they say is for good, and little of it is kept (drill 31).</summary>
public sealed class BrokenServerScenarios : Scenario
{
    [Theory]
    [Trait("drill", "31")]
    [InlineData("a line without end")]
    [InlineData("lines without end")]
    [InlineData("999 no such code")]
    [InlineData("abc")]
    [InlineData("55")]
    [InlineData("550-more\r\n250 other")]
    public async Task What_is_no_reply_is_no_refusal(string kind)
    {
        var answer = kind switch
        {
            "a line without end" => "550 " + new string('x', 1 << 20),
            "lines without end" => string.Concat(Enumerable.Repeat("550-again\r\n", 100_000)) + "550 at last",
            _ => kind,
        };
        var site = Internet.Site("away.example");
        site.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? answer : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.InRange(Assert.Single(await Office.QueueAsync()).LastFailure!.Length, 1, 1024);
        site.Answer = static _ => null;
        await Office.NextAsync();
        Assert.Single(site.Mails);
        Assert.Empty(await Office.InboxAsync("anna"));
    }

    [Theory]
    [Trait("drill", "27")]
    [InlineData("")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task A_server_that_says_421_at_any_step_is_tried_again(string step)
    {
        var site = Internet.Site("away.example");
        var leaving = true;
        site.Answer = line => leaving && (step.Length == 0 ? line.Length == 0 : line.StartsWith(step, StringComparison.Ordinal)) ? "421 4.3.2 going down" + RemoteHost.Close : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Contains("421 4.3.2 going down", Assert.Single(await Office.QueueAsync()).LastFailure, StringComparison.Ordinal);
        leaving = false;
        await Office.NextAsync();
        Assert.Single(site.Mails);
        Assert.Empty(await Office.InboxAsync("anna"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_closes_at_any_step_is_tried_again(string step)
    {
        var site = Internet.Site("away.example");
        var leaving = true;
        site.Answer = line => leaving && (step.Length == 0 ? line.Length == 0 : line.StartsWith(step, StringComparison.Ordinal)) ? RemoteHost.Close : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Single(await Office.QueueAsync());
        leaving = false;
        await Office.NextAsync();
        Assert.Single(site.Mails);
    }

    [Fact]
    [Trait("drill", "31")]
    public async Task An_answer_before_the_end_of_the_mail_is_none()
    {
        var site = Internet.Site("away.example");
        site.Answer = line => line == "DATA" ? "354 go\r\n250 2.0.0 already taken" : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Empty(site.Mails);
        Assert.Single(await Office.QueueAsync());
    }

    [Fact]
    public async Task A_server_that_knows_no_ehlo_is_greeted_with_helo()
    {
        var site = Internet.Site("away.example");
        site.Answer = line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "502 5.5.1 what" : null;
        await Office.SubmitAsync("anna", "bob@away.example");
        Assert.Equal("<anna@here.example>", Assert.Single(site.Mails).From);
    }

    [Fact]
    public async Task Addresses_that_are_not_ascii_come_back_where_they_are_not_understood_and_the_others_arrive()
    {
        var site = Internet.Site("away.example");
        site.Keywords = ["PIPELINING", "8BITMIME"];
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example", "grüße@away.example") { Mail = "SMTPUTF8" });
        Assert.Equal(["<bob@away.example>"], Assert.Single(site.Mails).To);
        var failed = Assert.Single(Assert.Single(await Office.NoticesAsync("anna")).Recipients);
        Assert.Equal(("grüße@away.example", "5.6.7"), (failed.Address, failed.Status));
    }

    [Fact]
    public async Task Eight_bit_content_comes_back_where_it_is_not_taken()
    {
        Internet.Site("away.example").Keywords = ["PIPELINING"];
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Mail = "BODY=8BITMIME", Content = "Subject: x\r\n\r\nGrüße\r\n" });
        Assert.Equal("5.6.3", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
    }

    [Fact]
    public async Task A_mail_larger_than_the_server_takes_comes_back_without_being_sent()
    {
        var site = Internet.Site("away.example");
        site.Keywords = ["SIZE 200"];
        await Office.SubmitAsync(new Letter("anna@here.example", "bob@away.example") { Content = "Subject: x\r\n\r\n" + new string('x', 500) + "\r\n" });
        Assert.Equal("5.3.4", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
        Assert.DoesNotContain("DATA", site.Lines);
    }
}
