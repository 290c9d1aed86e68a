using Postamt.Directory.Entities;
using Postamt.Directory.Lookups;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Groups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Tests.Lookups;

public sealed class AddressBookTests : HouseTest
{
    private static readonly DomainName One = DomainName.Parse("one.example");

    [Theory]
    [InlineData("anna@one.example", null)]
    [InlineData("ANNA@ONE.example", null)]
    [InlineData("anna+News@one.example", "News")]
    [InlineData("anna+a+b@one.example", "a+b")]
    public async Task An_address_is_found_exactly_or_without_its_tag(string address, string? tag)
    {
        var found = await ResolveAsync(address);
        Assert.Equal(House.Member.Id, Assert.IsType<AddressEntry.Mailbox>(found.Entry).Account);
        Assert.Equal((tag, EntityState.Active), (found.Tag, found.State));
    }

    [Theory]
    [InlineData("nobody@one.example")]
    [InlineData("nobody+anna@one.example")]
    [InlineData("+anna@one.example")]
    [InlineData("anna@three.example")]
    [InlineData("anna.@one.example.org")]
    public async Task What_is_not_here_is_not_found(string text)
    {
        if (EmailAddress.TryParse(text, out var address)) Assert.IsType<Lookup<ResolvedAddress>.NotFound>(await House.Book.ResolveAsync(address, Token));
    }

    [Fact]
    public async Task Without_sub_addressing_a_tag_is_part_of_the_name()
    {
        await House.DoAsync(new SetDomain(One, SubAddressing: false));
        Assert.IsType<Lookup<ResolvedAddress>.NotFound>(await House.Book.ResolveAsync(EmailAddress.Parse("anna+x@one.example"), Token));
    }

    [Fact]
    public async Task The_catch_all_takes_what_no_other_address_does()
    {
        await House.DoAsync(new SetDomain(One, CatchAll: House.Other.PrimaryAddress));
        Assert.Equal(House.Other.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync("whoever@one.example")).Entry).Account);
        Assert.Equal(House.Member.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync("anna+x@one.example")).Entry).Account);
        Assert.Equal("address-is-catch-all", await House.CodeAsync(new RemoveAccount(House.Other.Id)));
        await House.DoAsync(new SetDomain(One, NoCatchAll: true));
        Assert.IsType<Lookup<ResolvedAddress>.NotFound>(await House.Book.ResolveAsync(EmailAddress.Parse("whoever@one.example"), Token));
    }

    [Fact]
    public async Task Postmaster_is_found_in_any_case_even_when_nobody_thought_of_it()
    {
        Assert.Equal(House.Operator.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync("PostMaster@one.example")).Entry).Account);
        Assert.Equal(House.ForeignAdministrator.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync("postmaster@two.example")).Entry).Account);
        await House.DoAsync(new AddAlias(House.Member.Id, EmailAddress.Parse("postmaster@one.example")));
        Assert.Equal(House.Member.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync("POSTMASTER@one.example")).Entry).Account);
        var bare = Assert.IsType<Lookup<ResolvedAddress>.Found>(await House.Book.ResolvePostmasterAsync(Token)).Value;
        Assert.Equal(House.Member.Id, Assert.IsType<AddressEntry.Mailbox>(bare.Entry).Account);
    }

    [Fact]
    public async Task A_domain_that_nobody_has_is_not_the_hosts()
    {
        await using var house = await TwoCompanies.OpenAsync("canary.invalid");
        var bare = Assert.IsType<Lookup<ResolvedAddress>.Found>(await house.Book.ResolvePostmasterAsync(Token)).Value;
        Assert.Equal(house.Operator.Id, Assert.IsType<AddressEntry.Mailbox>(bare.Entry).Account);
    }

    [Fact]
    public async Task A_new_domains_postmaster_gets_both_reserved_names()
    {
        await House.DoAsync(new CreateDomain(House.One.Id, DomainName.Parse("new.example"), Postmaster: House.Member.Id));
        foreach (var name in new[] { "postmaster@new.example", "abuse@new.example" })
            Assert.Equal(House.Member.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync(name)).Entry).Account);
    }

    [Fact]
    public async Task The_state_is_the_worst_of_company_domain_and_account()
    {
        await House.DoAsync(new SetAccount(House.Foreigner.Id, State: EntityState.Leaving));
        Assert.Equal(EntityState.Leaving, (await ResolveAsync("anna@two.example")).State);
        await House.DoAsync(new SetDomain(DomainName.Parse("two.example"), State: EntityState.Suspended));
        Assert.Equal(EntityState.Suspended, (await ResolveAsync("anna@two.example")).State);
        await House.DoAsync(new SetDomain(DomainName.Parse("two.example"), State: EntityState.Active));
        await House.DoAsync(new SetCompany(House.Two.Id, State: EntityState.Suspended));
        Assert.Equal(EntityState.Suspended, (await ResolveAsync("anna@two.example")).State);
        Assert.Equal(EntityState.Active, (await ResolveAsync("anna@one.example")).State);
    }

    [Fact]
    public async Task A_fault_is_unavailable_never_not_found_and_is_not_remembered()
    {
        House.Office.Directory.Fault = "disk";
        Assert.IsType<Lookup<ResolvedAddress>.Unavailable>(await House.Book.ResolveAsync(EmailAddress.Parse("nobody@one.example"), Token));
        Assert.IsType<Lookup<MailDomain>.Unavailable>(await House.Book.FindDomainAsync(DomainName.Parse("three.example"), Token));
        Assert.IsType<Lookup<Account>.Unavailable>(await House.Book.FindAccountAsync(House.Member.Id, Token));
        Assert.IsType<Lookup<Company>.Unavailable>(await House.Book.FindCompanyAsync(House.One.Id, Token));
        Assert.IsType<Lookup<EmailAddress>.Unavailable>(await House.Book.OwnsAsync(House.Member.Id, House.Member.PrimaryAddress, Token));
        Assert.IsType<Lookup<ResolvedAddress>.Unavailable>(await House.Book.ResolvePostmasterAsync(Token));
        House.Office.Directory.Fault = null;
        Assert.IsType<Lookup<ResolvedAddress>.NotFound>(await House.Book.ResolveAsync(EmailAddress.Parse("nobody@one.example"), Token));
        Assert.IsType<Lookup<Account>.Found>(await House.Book.FindAccountAsync(House.Member.Id, Token));
    }

    [Fact]
    public async Task Answers_are_remembered_for_thirty_seconds_found_or_not()
    {
        await ResolveAsync("anna@one.example");
        await House.Book.ResolveAsync(EmailAddress.Parse("nobody@one.example"), Token);
        var reads = House.Office.Directory.Reads;
        await ResolveAsync("anna@one.example");
        await House.Book.ResolveAsync(EmailAddress.Parse("nobody@one.example"), Token);
        Assert.Equal(reads, House.Office.Directory.Reads);
        House.Time.Advance(AddressBook.MaxAge);
        await ResolveAsync("anna@one.example");
        await House.Book.ResolveAsync(EmailAddress.Parse("nobody@one.example"), Token);
        Assert.Equal(reads + 2, House.Office.Directory.Reads);
    }

    [Fact]
    public async Task A_change_is_seen_at_once()
    {
        await House.Book.ResolveAsync(EmailAddress.Parse("new@one.example"), Token);
        var account = await House.AccountAsync("new@one.example", Role.Member);
        Assert.Equal(account.Id, Assert.IsType<AddressEntry.Mailbox>((await ResolveAsync("new@one.example")).Entry).Account);
        await House.DoAsync(new RemoveAccount(account.Id));
        Assert.IsType<Lookup<ResolvedAddress>.NotFound>(await House.Book.ResolveAsync(EmailAddress.Parse("new@one.example"), Token));
    }

    [Fact]
    [Trait("attack", "32")]
    public async Task People_own_their_addresses_tags_of_these_and_groups_granted_to_them()
    {
        await House.DoAsync(new AddAlias(House.Member.Id, EmailAddress.Parse("a.a@one.example")));
        await House.DoAsync(new CreateGroup(EmailAddress.Parse("team@one.example")));
        await House.DoAsync(new SetGroup(EmailAddress.Parse("team@one.example"), Add: [House.Member.PrimaryAddress, House.Other.PrimaryAddress], AddSenders: [House.Member.Id]));
        foreach (var own in new[] { "anna@one.example", "Anna@One.example", "a.a@one.example", "anna+x@one.example", "team@one.example" }) Assert.True(await OwnsAsync(House.Member, own), own);
        foreach (var other in new[] { "bert@one.example", "anna@two.example", "nobody@one.example", "anna@three.example" }) Assert.False(await OwnsAsync(House.Member, other), other);
        Assert.False(await OwnsAsync(House.Other, "team@one.example"));
    }

    private async Task<bool> OwnsAsync(Account account, string address) =>
        await House.Book.OwnsAsync(account.Id, EmailAddress.Parse(address), Token) is Lookup<EmailAddress>.Found;

    private async Task<ResolvedAddress> ResolveAsync(string address) =>
        Assert.IsType<Lookup<ResolvedAddress>.Found>(await House.Book.ResolveAsync(EmailAddress.Parse(address), Token)).Value;
}
