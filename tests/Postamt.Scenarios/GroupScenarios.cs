using Postamt.Queue.Ledger;

namespace Postamt.Scenarios;

/// <summary>A group becomes its members, inside and outside, each once (RFC 5321 3.9); the ledger knows each child.</summary>
public sealed class GroupScenarios : Scenario
{
    [Fact]
    public async Task A_group_reaches_members_inside_and_outside()
    {
        var site = Internet.Site("away.example");
        await Office.AddGroupAsync("team", "anna", "ben", "bob@away.example");
        var mail = await Office.ArriveAsync("joe@stranger.example", "team");
        Assert.Single(await Office.InboxAsync("anna"));
        Assert.Single(await Office.InboxAsync("ben"));
        Assert.Equal("<bob@away.example>", Assert.Single(Assert.Single(site.Mails).To));
        Assert.Equal(["Accepted", "Expanded"], await Office.StepsAsync(mail, "team"));
        Assert.Equal(["Accepted", "Delivered"], await Office.StepsAsync(mail, "anna"));
        Assert.Equal(["Accepted", "Attempted", "Relayed"], await Office.StepsAsync(mail, "bob@away.example"));
        Assert.Equal((4, 1), ((await Office.ProveAsync()).Begun, (await Office.ProveAsync()).Ended[LedgerEvent.Expanded]));
    }

    [Fact]
    public async Task A_member_of_another_company_of_ours_gets_the_mail_as_its_own()
    {
        await Office.AddCompanyAsync("There", "there.example");
        await Office.AddPersonAsync("zoe@there.example");
        await Office.AddGroupAsync("team", "anna", "zoe@there.example");
        await Office.ArriveAsync("joe@stranger.example", "team");
        Assert.Single(await Office.InboxAsync("anna"));
        Assert.Single(await Office.InboxAsync("zoe@there.example"));
    }

    [Fact]
    public async Task Groups_in_groups_reach_each_person_once()
    {
        var site = Internet.Site("away.example");
        await Office.AddGroupAsync("north", "anna", "ben", "bob@away.example");
        await Office.AddGroupAsync("south", "ben", "chris", "bob@away.example");
        await Office.AddGroupAsync("all", "north", "south", "anna");
        await Office.SubmitAsync("anna", "all@here.example", "ben@here.example", "bob@away.example");
        foreach (var person in new[] { "anna", "ben", "chris" }) Assert.Single(await Office.InboxAsync(person));
        Assert.Single(site.Mails);
    }

    [Fact]
    [Trait("attack", "42")]
    public async Task Groups_that_hold_each_other_come_to_an_end()
    {
        var site = Internet.Site("away.example");
        await Office.AddGroupAsync("a", "anna", "bob@away.example");
        await Office.AddGroupAsync("b", "ben", "a");
        await Office.AddMembersAsync("a", "b");
        await Office.ArriveAsync("joe@stranger.example", "A");
        Assert.Single(await Office.InboxAsync("anna"));
        Assert.Single(await Office.InboxAsync("ben"));
        Assert.Single(site.Mails);
        Assert.Empty(await Office.QueueAsync());
    }

    [Fact]
    [Trait("attack", "47")]
    public async Task Groups_that_all_hold_all_others_do_not_grow_without_bound()
    {
        string[] groups = [.. Enumerable.Range(0, 12).Select(i => $"g{i}")];
        foreach (var group in groups) await Office.AddGroupAsync(group, "anna");
        foreach (var group in groups) await Office.AddMembersAsync(group, groups);
        await Office.ArriveAsync("joe@stranger.example", "g0");
        Assert.Single(await Office.InboxAsync("anna"));
        // The mail's own recipient, eleven more groups and anna.
        Assert.InRange((await Office.ProveAsync()).Begun, 2, groups.Length + 1L);
    }

    [Fact]
    [Trait("attack", "42")]
    public async Task A_group_of_nobody_but_itself_comes_back()
    {
        await Office.AddGroupAsync("loop");
        await Office.AddMembersAsync("loop", "loop");
        await Office.SubmitAsync("anna", "loop@here.example");
        Assert.Equal("5.4.6", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
    }

    [Fact]
    public async Task A_group_without_members_comes_back()
    {
        await Office.AddGroupAsync("nobody");
        await Office.SubmitAsync("anna", "nobody@here.example");
        Assert.Equal("5.2.4", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Status);
    }

    [Fact]
    public async Task A_members_failure_is_told_to_who_wrote_to_the_group()
    {
        Internet.Site("away.example").Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 gone" : null;
        await Office.AddGroupAsync("team", "ben", "bob@away.example");
        await Office.SubmitAsync("anna", "team@here.example");
        Assert.Equal("bob@away.example", Assert.Single(await Office.NoticesAsync("anna")).Recipients[0].Address);
        Assert.Single(await Office.InboxAsync("ben"));
    }

    [Fact]
    [Trait("attack", "42")]
    public async Task A_mail_that_goes_round_and_round_with_another_company_comes_to_an_end()
    {
        var site = Internet.Site("away.example");
        await Office.AddGroupAsync("team", "bob@away.example");
        var letter = new Letter("joe@stranger.example", "team@here.example");
        var answer = await Office.ArriveAsync(letter);
        for (var rounds = 1; answer.Final.StartsWith("250", StringComparison.Ordinal); rounds++)
        {
            Assert.InRange(rounds, 1, 60);
            // The other company sends every mail back to the group.
            answer = await Office.ArriveAsync(letter with { Content = "Received: from there\r\n" + site.Mails[^1].Content });
        }
        Assert.StartsWith("554 5.4.6", answer.Final, StringComparison.Ordinal);
        Assert.Empty(await Office.QueueAsync());
    }
}
