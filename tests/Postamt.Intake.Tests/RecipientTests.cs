using Postamt.Directory.Entities;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Groups;
using Postamt.Mail.Addresses;
using Postamt.Smtp.Server;

namespace Postamt.Intake.Tests;

/// <summary>RCPT is where an address is decided.</summary>
public sealed class RecipientTests : HouseTest
{
    private static readonly EmailAddress Team = EmailAddress.Parse("team@one.example");

    [Theory]
    [InlineData("anna@one.example", "250 2.1.5")]
    [InlineData("Anna@ONE.example", "250 2.1.5")]
    [InlineData("\"anna\"@one.example", "250 2.1.5")]
    [InlineData("anna+tag@one.example", "250 2.1.5")]
    [InlineData("anna@one.example.", "250 2.1.5")]
    [InlineData("nobody@one.example", "550 5.1.1")]
    [InlineData("bert@two.example", "550 5.1.1")]
    [InlineData("anna@three.example", "550 5.7.1")]
    public async Task An_address_is_taken_when_it_exists(string to, string reply) => await AssertReplyAsync(reply, to);

    [Fact]
    public async Task A_full_mailbox_is_later_and_a_mail_larger_than_it_never()
    {
        House.SetQuota(House.Anna, 10_000);
        await AssertReplyAsync("250", "anna@one.example", " SIZE=10000");
        await AssertReplyAsync("552 5.2.2", "anna@one.example", " SIZE=10001");
        await using (var talk = await Talk.OpenAsync(House))
            Assert.StartsWith("250", await talk.SendAsync("x@far.example", "anna@one.example", "From: x@far.example\r\n\r\n" + string.Concat(Enumerable.Repeat("123456789\r\n", 450))), StringComparison.Ordinal);
        await AssertReplyAsync("452 4.2.2", "anna@one.example", " SIZE=6000");
        await AssertReplyAsync("250", "anna@one.example", " SIZE=1000");
        House.SetQuota(House.Anna, 100);
        await AssertReplyAsync("452 4.2.2", "anna@one.example");
        House.SetQuota(House.Anna, 0);
        await AssertReplyAsync("250", "anna@one.example", " SIZE=40000000");
    }

    [Fact]
    public async Task Who_is_suspended_gets_mail_later_and_never_loses_it()
    {
        await House.DoAsync(new SetAccount(House.Anna.Id, State: EntityState.Suspended));
        await AssertReplyAsync("450 4.2.1", "anna@one.example");
        await AssertReplyAsync("250", "bert@one.example");
        await House.DoAsync(new SetDomain(DomainName.Parse("one.example"), State: EntityState.Suspended));
        await AssertReplyAsync("450 4.2.1", "bert@one.example");
        await AssertReplyAsync("250", "anna@two.example");
        await House.DoAsync(new SetCompany(House.Two.Id, State: EntityState.Suspended));
        await AssertReplyAsync("450 4.2.1", "anna@two.example");
    }

    [Fact]
    public async Task The_catch_all_gets_what_nobody_else_does()
    {
        await House.DoAsync(new SetDomain(DomainName.Parse("one.example"), CatchAll: House.Bert.PrimaryAddress));
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250", await talk.SendAsync("x@far.example", "\"u@far.example\"@one.example"), StringComparison.Ordinal);
        var (prefix, _) = await House.OnlyMailAsync(House.Bert);
        Assert.Contains("Delivered-To: \"u@far.example\"@one.example\r\n", prefix, StringComparison.Ordinal);
        Assert.Empty(await House.QueueAsync());
    }

    [Fact]
    public async Task A_group_for_members_only_takes_mail_only_from_members_who_signed_in()
    {
        await House.DoAsync(new CreateGroup(Team, MembersOnly: true));
        await House.DoAsync(new SetGroup(Team, Add: [House.Anna.PrimaryAddress]));
        foreach (var from in new[] { "x@far.example", "anna@one.example", "" })
        {
            await using var outside = await Talk.OpenAsync(House);
            await outside.FromAsync(from);
            Assert.StartsWith("550 5.7.2", await outside.ToAsync("team@one.example"), StringComparison.Ordinal);
        }
        foreach (var (name, reply) in new[] { ("bert@one.example", "550 5.7.2"), ("anna@two.example", "550 5.7.2"), ("anna@one.example", "250 2.1.5") })
        {
            await using var inside = await Talk.SignInAsync(House, name);
            await inside.FromAsync(name);
            Assert.StartsWith(reply, await inside.ToAsync("team@one.example"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_open_group_goes_by_way_of_the_queue()
    {
        await House.DoAsync(new CreateGroup(Team));
        await House.DoAsync(new SetGroup(Team, Add: [House.Anna.PrimaryAddress, House.Bert.PrimaryAddress]));
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", "team@one.example"), StringComparison.Ordinal);
        var row = Assert.Single(await House.QueueAsync());
        Assert.Equal(("local", "team@one.example", House.One.Id), (row.Destination, row.Recipient, row.Company));
        Assert.Equal(0, await House.CountAllAsync());
    }

    [Fact]
    public async Task A_wanted_success_notice_sends_the_mail_through_the_queue()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        await talk.ExpectAsync("250", "RCPT TO:<anna@one.example> NOTIFY=SUCCESS");
        await talk.ExpectAsync("250", "RCPT TO:<bert@one.example> NOTIFY=FAILURE");
        Assert.StartsWith("250 2.0.0", await talk.DataAsync(), StringComparison.Ordinal);
        Assert.Equal("anna@one.example", Assert.Single(await House.QueueAsync()).Recipient);
        Assert.Equal((0, 1), (await House.CountAsync(House.Anna), await House.CountAsync(House.Bert)));
    }

    [Theory]
    [InlineData(SmtpProfile.Mx)]
    [InlineData(SmtpProfile.Lmtp)]
    public async Task A_notice_has_at_most_five_recipients(SmtpProfile profile)
    {
        await using var talk = await Talk.OpenAsync(House, profile);
        await talk.FromAsync("");
        foreach (var to in new[] { "anna@one.example", "bert@one.example", "chef@one.example", "anna@two.example", "chef@two.example" })
            Assert.StartsWith("250", await talk.ToAsync(to), StringComparison.Ordinal);
        Assert.StartsWith("452 4.5.3", await talk.ToAsync("anna+6@one.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postmaster")]
    [InlineData("PostMaster")]
    [InlineData("postmaster@" + House.Host)]
    public async Task A_postmaster_without_a_domain_is_reached(string to)
    {
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("x@far.example", to), StringComparison.Ordinal);
        var (prefix, _) = await House.OnlyMailAsync(House.Chef);
        Assert.Contains("Delivered-To: postmaster@one.example\r\n", prefix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postmaster_that_is_a_group_is_queued_by_its_own_address()
    {
        var postmaster = EmailAddress.Parse("postmaster@one.example");
        await House.DoAsync(new CreateGroup(postmaster));
        await House.DoAsync(new SetGroup(postmaster, Add: [House.Anna.PrimaryAddress]));
        await using var talk = await Talk.SignInAsync(House, "bert@one.example");
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("bert@one.example", "postmaster", "From: bert@one.example\r\n\r\n"), StringComparison.Ordinal);
        var row = Assert.Single(await House.QueueAsync());
        Assert.Equal(("local", "postmaster@one.example"), (row.Destination, row.Recipient));
    }

    [Fact]
    public async Task Only_postmaster_lives_at_the_hosts_own_name()
    {
        await AssertReplyAsync("550 5.7.1", "anna@" + House.Host);
        await AssertReplyAsync("550 5.7.1", "postmaster@far.example");
    }

    [Fact]
    public async Task A_recipient_named_twice_gets_one_mail()
    {
        await House.DoAsync(new AddAlias(House.Anna.Id, EmailAddress.Parse("a.a@one.example")));
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        foreach (var to in new[] { "anna@one.example", "ANNA@one.example", "a.a@one.example" }) Assert.StartsWith("250", await talk.ToAsync(to), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.DataAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await House.CountAllAsync());
    }

    [Fact]
    [Trait("attack", "41")]
    public async Task The_same_local_part_in_two_companies_is_two_people()
    {
        await FillAsync("anna@one.example", House.Anna);
        await House.DoAsync(new AddAlias(House.OtherAnna.Id, EmailAddress.Parse("sales@two.example")));
        await AssertReplyAsync("452 4.2.2", "anna@one.example");
        await AssertReplyAsync("550 5.1.1", "sales@one.example");
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250", await talk.SendAsync("x@far.example", "anna@two.example"), StringComparison.Ordinal);
        Assert.Equal((1, 1), (await House.CountAsync(House.Anna), await House.CountAsync(House.OtherAnna)));
    }

    private async Task FillAsync(string address, Account account)
    {
        await using var talk = await Talk.OpenAsync(House);
        Assert.StartsWith("250", await talk.SendAsync("x@far.example", address), StringComparison.Ordinal);
        House.SetQuota(account, 1);
    }

    private async Task AssertReplyAsync(string reply, string to, string parameters = "")
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.ExpectAsync("250", "MAIL FROM:<x@far.example>" + parameters);
        Assert.StartsWith(reply, await talk.ToAsync(to), StringComparison.Ordinal);
    }
}
