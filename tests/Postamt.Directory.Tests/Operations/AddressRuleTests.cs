using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Groups;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Tests.Operations;

/// <summary>Which addresses can be made, and which would be taken for one another.</summary>
[Trait("attack", "39")]
public sealed class AddressRuleTests : HouseTest
{
    private static readonly DomainName One = DomainName.Parse("one.example");

    [Theory]
    [InlineData("müller")]
    [InlineData("анна")]
    [InlineData("李雷")]
    [InlineData("東京ビル")]
    [InlineData("o'brien")]
    [InlineData("a.b-c_d")]
    public async Task Names_of_all_scripts_can_be_had(string local) =>
        Assert.Equal("done", await House.CodeAsync(new CreateAccount(new EmailAddress(local, One))));

    [Theory]
    [InlineData("ANNA")]
    [InlineData("\uFF21nna")]
    [InlineData("аnna")]
    public async Task What_reads_like_an_address_that_is_there_is_refused(string local)
    {
        var code = await House.CodeAsync(new CreateAccount(new EmailAddress(local, One)));
        Assert.Contains(code, new[] { "address-taken", "address-looks-alike", "address-not-allowed" });
    }

    [Fact]
    public async Task Composed_and_decomposed_letters_are_one_address()
    {
        await House.DoAsync(new CreateAccount(new EmailAddress("müller", One)));
        Assert.Equal("address-taken", await House.CodeAsync(new CreateGroup(new EmailAddress("mu\u0308ller", One))));
        Assert.Equal("address-taken", await House.CodeAsync(new AddAlias(House.Member.Id, new EmailAddress("MÜLLER", One))));
    }

    [Theory]
    [InlineData("paypal", "раураӏ")]
    [InlineData("office", "оffice")]
    [InlineData("scope", "ѕсоре")]
    public async Task Letters_of_another_alphabet_do_not_imitate_an_address(string there, string imitation)
    {
        await House.DoAsync(new CreateAccount(new EmailAddress(there, One)));
        Assert.Contains(await House.CodeAsync(new AddAlias(House.Member.Id, new EmailAddress(imitation, One))), new[] { "address-looks-alike", "address-not-allowed" });
    }

    [Theory]
    [InlineData("\"a b\"@one.example")]
    [InlineData("\"a@b\"@one.example")]
    [InlineData("a%b@one.example")]
    [InlineData("a!b@one.example")]
    [InlineData("|cmd@one.example")]
    [InlineData("$x@one.example")]
    [InlineData("`id`@one.example")]
    [InlineData("/etc@one.example")]
    [InlineData("\"..\"@one.example")]
    [InlineData("a＠b@one.example")]
    [InlineData("аdмin@one.example")]
    [InlineData("αdmin@one.example")]
    public async Task Addresses_that_could_do_harm_cannot_be_made(string text)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal("address-not-allowed", await House.CodeAsync(new CreateAccount(address)));
    }

    [Fact]
    public async Task The_same_name_in_two_companies_is_two_accounts()
    {
        Assert.NotEqual(House.Member.Id, House.Foreigner.Id);
        Assert.Equal(House.Member.PrimaryAddress.LocalPart, House.Foreigner.PrimaryAddress.LocalPart);
        Assert.Equal("done", await House.CodeAsync(new RemoveAccount(House.Foreigner.Id)));
        Assert.Equal("done", await House.CodeAsync(new ShowAccount(House.Member.Id), TwoCompanies.Root));
    }

    [Theory]
    [Trait("attack", "40")]
    [InlineData("bücher.example", "XN--BCHER-KVA.example")]
    [InlineData("bücher.example", "BU\u0308CHER.EXAMPLE")]
    public async Task All_spellings_of_a_domain_are_one_domain(string one, string other)
    {
        await House.DoAsync(new CreateDomain(House.One.Id, DomainName.Parse(one)));
        Assert.Equal("domain-taken", await House.CodeAsync(new CreateDomain(House.Two.Id, DomainName.Parse(other))));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("[192.0.2.1]")]
    public async Task A_name_of_one_part_or_a_number_is_no_mail_domain(string name) =>
        Assert.Equal("domain-not-allowed", await House.CodeAsync(new CreateDomain(House.One.Id, DomainName.Parse(name))));
}
