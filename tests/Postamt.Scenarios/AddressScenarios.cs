using Postamt.Directory.Entities;

namespace Postamt.Scenarios;

/// <summary>Aliases, tags, catch-all, suspended people, full mailboxes: where a mail for us goes.</summary>
public sealed class AddressScenarios : Scenario
{
    [Fact]
    public async Task An_alias_leads_to_its_person()
    {
        await Office.AddAliasAsync("anna", "sales");
        await Office.ArriveAsync("joe@stranger.example", "sales");
        Assert.Contains("Delivered-To: sales@here.example", Assert.Single(await Office.InboxAsync("anna")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_behind_a_plus_leads_to_the_person_before_it()
    {
        await Office.ArriveAsync("joe@stranger.example", "anna+Shop.7");
        Assert.Contains("Delivered-To: anna+Shop.7@here.example", Assert.Single(await Office.InboxAsync("anna")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_else_has_goes_to_the_catch_all()
    {
        await Office.CatchAllAsync("chris");
        await Office.ArriveAsync("joe@stranger.example", "whoever");
        await Office.ArriveAsync("joe@stranger.example", "anna");
        Assert.Single(await Office.InboxAsync("chris"));
        Assert.Single(await Office.InboxAsync("anna"));
    }

    [Fact]
    public async Task An_unknown_address_is_refused_in_the_session_and_nobody_gets_a_bounce()
    {
        var stranger = Internet.Site("stranger.example");
        var answers = await Office.ArriveAsync("joe@stranger.example", "whoever");
        Assert.StartsWith("550 5.1.1", Assert.Single(answers.Recipients), StringComparison.Ordinal);
        Assert.Equal(0, stranger.Connections);
    }

    [Fact]
    public async Task One_person_named_by_three_addresses_gets_one_copy()
    {
        await Office.AddAliasAsync("anna", "sales");
        var mail = await Office.ArriveAsync("joe@stranger.example", "anna", "sales", "anna+x");
        Assert.Equal(3, mail.Recipients.Count(reply => reply.StartsWith("250", StringComparison.Ordinal)));
        Assert.Single(await Office.InboxAsync("anna"));
    }

    [Fact]
    public async Task A_suspended_person_gets_no_mail_now_and_all_of_it_later()
    {
        await Office.AddGroupAsync("team", "anna", "ben");
        await Office.SetStateAsync("anna", EntityState.Suspended);
        Assert.StartsWith("450 4.2.1", Assert.Single((await Office.ArriveAsync("joe@stranger.example", "anna")).Recipients), StringComparison.Ordinal);
        await Office.ArriveAsync("joe@stranger.example", "team");
        Assert.Single(await Office.InboxAsync("ben"));
        Assert.Empty(await Office.InboxAsync("anna"));
        await Office.SetStateAsync("anna", EntityState.Active);
        await Office.NextAsync();
        Assert.Single(await Office.InboxAsync("anna"));
    }

    [Fact]
    public async Task A_full_mailbox_takes_what_was_accepted_for_it_and_nothing_new()
    {
        await Office.AddPersonAsync("dora", quota: 3_600);
        await Office.AddGroupAsync("team", "dora", "ben");
        Letter Large(string to, char with) => new("joe@stranger.example", to + "@here.example") { Content = "Subject: x\r\n\r\n" + new string(with, 900) + "\r\n" };
        await Office.ArriveAsync(Large("dora", 'a'));
        await Office.ArriveAsync(Large("dora", 'b'));
        Assert.StartsWith("452 4.2.2", (await Office.ArriveAsync(Large("dora", 'c'))).Final, StringComparison.Ordinal);
        // A group was accepted as a whole; its member's mail is not given back.
        await Office.ArriveAsync(Large("team", 'd'));
        Assert.Equal(3, (await Office.InboxAsync("dora")).Count);
    }

    [Fact]
    public async Task Mail_for_a_person_who_has_left_since_comes_back()
    {
        var home = Internet.Site("stranger.example");
        await Office.AddGroupAsync("team", "anna", "ben");
        await Office.SetStateAsync("anna", EntityState.Suspended);
        await Office.ArriveAsync("joe@stranger.example", "team");
        await Office.RemovePersonAsync("anna");
        await Office.NextAsync();
        Assert.Contains("Status: 5.1.1", Assert.Single(home.Mails).Content, StringComparison.Ordinal);
        Assert.Empty(await Office.QueueAsync());
    }
}
