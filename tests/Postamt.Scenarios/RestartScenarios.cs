namespace Postamt.Scenarios;

/// <summary>What waits when the program ends goes on when it is there again.</summary>
public sealed class RestartScenarios : Scenario
{
    [Fact]
    public async Task A_mail_that_waits_goes_on_after_a_restart()
    {
        var site = Internet.Site("away.example");
        site.IsDown = true;
        var mail = await Office.SubmitAsync("anna", "bob@away.example");
        await Office.RestartAsync();
        Assert.Equal(1, Assert.Single(await Office.QueueAsync()).Attempts);
        site.IsDown = false;
        await Office.NextAsync();
        Assert.Single(site.Mails);
        Assert.Equal(["Accepted", "Deferred", "Attempted", "Relayed"], await Office.StepsAsync(mail));
    }

    [Fact]
    [Trait("attack", "44")]
    public async Task Failures_gathered_before_a_restart_are_told_after_it_in_one_notice()
    {
        foreach (var domain in new[] { "a.example", "b.example" }) Internet.Site(domain).Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 gone" : null;
        Internet.Site("slow.example").IsDown = true;
        await Office.SubmitAsync("anna", "x@a.example", "y@b.example", "z@slow.example");
        await Office.RestartAsync();
        Assert.Empty(await Office.InboxAsync("anna"));
        Assert.Equal(2, Assert.Single(await Office.NoticesAsync("anna")).Recipients.Count);
    }
}
