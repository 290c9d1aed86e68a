using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Credentials;
using Postamt.Directory.Operations.Departments;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Groups;
using Postamt.Directory.Operations.Roles;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Tests.Operations;

/// <summary>What lies in another company is answered with the very words for what does not exist.</summary>
[Trait("attack", "41")]
public sealed class CompanyWallTests : HouseTest
{
    private static readonly AccountId NoAccount = new(987_654);

    [Theory]
    [InlineData("member")]
    [InlineData("helpdesk")]
    [InlineData("administrator")]
    public async Task A_foreign_account_answers_like_none(string role)
    {
        var actor = TwoCompanies.As(role switch { "member" => House.Member, "helpdesk" => House.HelpDesk, _ => House.Administrator });
        var secret = new Secret("a long password");
        await SameAsync(id => new SetAccount(id, DisplayName: "X"), actor);
        await SameAsync(id => new RemoveAccount(id), actor);
        await SameAsync(id => new AddAlias(id, EmailAddress.Parse("x@one.example")), actor);
        await SameAsync(id => new SetPassword(id, secret), actor);
        await SameAsync(id => new CreateAppPassword(id, "x"), actor);
        await SameAsync(id => new RemoveCredential(id, new CredentialId(1)), actor);
        await SameAsync(id => new SetRole(id, Role.Member), actor);
        Assert.Equal(await House.Operations.AskAsync(new ShowAccount(NoAccount), actor, Token), await House.Operations.AskAsync(new ShowAccount(House.Foreigner.Id), actor, Token));
        Assert.Equal(
            await House.Operations.AskAsync(new FindAccount(EmailAddress.Parse("nobody@two.example")), actor, Token),
            await House.Operations.AskAsync(new FindAccount(House.Foreigner.PrimaryAddress), actor, Token));
    }

    [Fact]
    public async Task A_foreign_domain_answers_like_none()
    {
        var chef = TwoCompanies.As(House.Administrator);
        Assert.Equal("unknown-domain", await House.CodeAsync(new CreateAccount(EmailAddress.Parse("x@two.example")), chef));
        Assert.Equal("unknown-domain", await House.CodeAsync(new CreateAccount(EmailAddress.Parse("x@three.example")), chef));
        Assert.Equal("unknown-domain", await House.CodeAsync(new SetDomain(DomainName.Parse("two.example"), SubAddressing: false), chef));
        Assert.Equal("unknown-domain", await House.CodeAsync(new CreateGroup(EmailAddress.Parse("x@two.example")), chef));
        Assert.Equal("unknown-domain", await House.CodeAsync(new AddAlias(House.Member.Id, EmailAddress.Parse("anna@two.example")), chef));
        Assert.Equal("unknown-domain", await House.CodeAsync(new FindDomain(DomainName.Parse("two.example")), chef));
    }

    [Fact]
    public async Task A_foreign_company_group_department_and_credential_answer_like_none()
    {
        var chef = TwoCompanies.As(House.Administrator);
        await House.DoAsync(new CreateGroup(EmailAddress.Parse("team@two.example")));
        var department = await House.DoAsync(new CreateDepartment(House.Two.Id, "Sales"));
        var phone = await House.DoAsync(new CreateAppPassword(House.Foreigner.Id, "phone"));
        Assert.Equal("unknown-company", await House.CodeAsync(new SetCompany(House.Two.Id, Locale: "de"), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new SetCompany(new CompanyId(9_999), Locale: "de"), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new FindCompany("Two"), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new ListAccounts(House.Two.Id, new PageRequest()), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new ListAddresses(House.Two.Id, new PageRequest()), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new ListDepartments(House.Two.Id), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new CreateDepartment(House.Two.Id, "Mine"), chef));
        Assert.Equal("unknown-group", await House.CodeAsync(new SetGroup(EmailAddress.Parse("team@two.example"), Name: "X"), chef));
        Assert.Equal("unknown-group", await House.CodeAsync(new RemoveGroup(EmailAddress.Parse("team@two.example")), chef));
        Assert.Equal("unknown-group", await House.CodeAsync(new ShowGroup(EmailAddress.Parse("team@two.example")), chef));
        Assert.Equal("unknown-department", await House.CodeAsync(new RemoveDepartment(department.Id), chef));
        Assert.Equal("unknown-department", await House.CodeAsync(new SetDepartment(department.Id, "Mine"), chef));
        Assert.Equal("unknown-company", await House.CodeAsync(new ListRoles(House.Two.Id, new PageRequest()), chef));
        Assert.Equal("not-permitted", await House.CodeAsync(new SetDepartment(department.Id, "Mine"), TwoCompanies.As(House.Member)));
        Assert.Equal("unknown-department", await House.CodeAsync(new SetAccount(House.Member.Id, Department: department.Id), chef));
        Assert.Equal("unknown-address", await House.CodeAsync(new RemoveAlias(House.Foreigner.PrimaryAddress), chef));
        Assert.Equal("unknown-credential", await House.CodeAsync(new RemoveCredential(House.Member.Id, phone.Id), chef));
    }

    [Fact]
    public async Task Lists_hold_only_what_is_the_askers_companys()
    {
        var chef = TwoCompanies.As(House.Administrator);
        Assert.All((await House.AskAsync(new ListAccounts(null, new PageRequest()), chef)).Items, account => Assert.Equal(House.One.Id, account.Company));
        Assert.Equal(["one.example"], (await House.AskAsync(new ListDomains(null, new PageRequest()), chef)).Items.Select(domain => domain.Name.Ascii));
        Assert.Equal([House.One.Id], (await House.AskAsync(new ListCompanies(new PageRequest()), chef)).Items.Select(company => company.Id));
        Assert.Equal(2, (await House.AskAsync(new ListCompanies(new PageRequest()), TwoCompanies.As(House.Operator))).Items.Count);
    }

    [Fact]
    public async Task Members_and_catch_alls_do_not_tell_what_exists_elsewhere()
    {
        var chef = TwoCompanies.As(House.Administrator);
        await House.DoAsync(new CreateGroup(EmailAddress.Parse("team@one.example")));
        // Another company's addresses are outside, there or not.
        Assert.Equal("done", await House.CodeAsync(new SetGroup(EmailAddress.Parse("team@one.example"), Add: [EmailAddress.Parse("anna@two.example"), EmailAddress.Parse("nobody@two.example")]), chef));
        Assert.Equal("unknown-member", await House.CodeAsync(new SetGroup(EmailAddress.Parse("team@one.example"), Add: [EmailAddress.Parse("nobody@one.example")]), chef));
        Assert.Equal("catch-all-elsewhere", await House.CodeAsync(new SetDomain(DomainName.Parse("one.example"), CatchAll: EmailAddress.Parse("anna@two.example")), chef));
        Assert.Equal("catch-all-elsewhere", await House.CodeAsync(new SetDomain(DomainName.Parse("one.example"), CatchAll: EmailAddress.Parse("nobody@two.example")), chef));
        Assert.Equal("unknown-account", await House.CodeAsync(new SetGroup(EmailAddress.Parse("team@one.example"), AddSenders: [House.Foreigner.Id]), chef));
    }

    private async Task SameAsync<T>(Func<AccountId, Operation<T>> operation, Actor actor)
    {
        var none = await House.Operations.RunAsync(operation(NoAccount), actor);
        var foreign = await House.Operations.RunAsync(operation(House.Foreigner.Id), actor);
        Assert.IsType<OperationResult<T>.Refused>(none);
        Assert.Equal(none, foreign);
    }
}
