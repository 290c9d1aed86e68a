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

/// <summary>Every operation, by every role, in its own company: the table says who may; everybody else is not permitted.</summary>
[Trait("attack", "112")]
public sealed class RoleMatrixTests : HouseTest
{
    // Letters: m member, h help desk, a company administrator, o operator.
    private static readonly (string Name, string May, Func<TwoCompanies, Actor, Task<string>> Run)[] Rows =
    [
        ("CreateCompany", "o", (house, actor) => house.CodeAsync(new CreateCompany("Three"), actor)),
        ("SetCompany.locale", "ao", (house, actor) => house.CodeAsync(new SetCompany(house.One.Id, Locale: "en"), actor)),
        ("SetCompany.name", "o", (house, actor) => house.CodeAsync(new SetCompany(house.One.Id, Name: "New"), actor)),
        ("SetCompany.state", "o", (house, actor) => house.CodeAsync(new SetCompany(house.One.Id, State: EntityState.Active), actor)),
        ("CreateDomain", "o", (house, actor) => house.CodeAsync(new CreateDomain(house.One.Id, DomainName.Parse("new.example")), actor)),
        ("SetDomain.subaddressing", "ao", (house, actor) => house.CodeAsync(new SetDomain(DomainName.Parse("one.example"), SubAddressing: false), actor)),
        ("SetDomain.state", "o", (house, actor) => house.CodeAsync(new SetDomain(DomainName.Parse("one.example"), State: EntityState.Leaving), actor)),
        ("CreateDepartment", "ao", (house, actor) => house.CodeAsync(new CreateDepartment(house.One.Id, "Sales"), actor)),
        ("CreateAccount", "ao", (house, actor) => house.CodeAsync(new CreateAccount(EmailAddress.Parse("new@one.example")), actor)),
        ("SetAccount.name", "ao", (house, actor) => house.CodeAsync(new SetAccount(house.Other.Id, DisplayName: "B"), actor)),
        ("SetAccount.quota", "ao", (house, actor) => house.CodeAsync(new SetAccount(house.Other.Id, QuotaOctets: 5), actor)),
        ("SetAccount.state", "ao", (house, actor) => house.CodeAsync(new SetAccount(house.Other.Id, State: EntityState.Suspended), actor)),
        ("RemoveAccount", "ao", (house, actor) => house.CodeAsync(new RemoveAccount(house.Other.Id), actor)),
        ("AddAlias", "ao", (house, actor) => house.CodeAsync(new AddAlias(house.Other.Id, EmailAddress.Parse("b@one.example")), actor)),
        ("CreateGroup", "ao", (house, actor) => house.CodeAsync(new CreateGroup(EmailAddress.Parse("team@one.example")), actor)),
        ("SetPassword", "hao", (house, actor) => house.CodeAsync(new SetPassword(house.Other.Id, new Secret("a long password")), actor)),
        ("CreateAppPassword", "ao", (house, actor) => house.CodeAsync(new CreateAppPassword(house.Other.Id, "phone"), actor)),
        ("SetRole", "ao", (house, actor) => house.CodeAsync(new SetRole(house.Other.Id, Role.HelpDesk), actor)),
        ("ListCompanies", "hao", (house, actor) => house.CodeAsync(new ListCompanies(new PageRequest()), actor)),
        ("ListDomains", "hao", (house, actor) => house.CodeAsync(new ListDomains(null, new PageRequest()), actor)),
        ("ListAccounts", "hao", (house, actor) => house.CodeAsync(new ListAccounts(null, new PageRequest()), actor)),
        ("ListAddresses", "hao", (house, actor) => house.CodeAsync(new ListAddresses(house.One.Id, new PageRequest()), actor)),
        ("ListRoles", "hao", (house, actor) => house.CodeAsync(new ListRoles(house.One.Id, new PageRequest()), actor)),
        ("ListDepartments", "hao", (house, actor) => house.CodeAsync(new ListDepartments(house.One.Id), actor)),
        ("ShowAccount", "hao", (house, actor) => house.CodeAsync(new ShowAccount(house.Other.Id), actor)),
    ];

    public static TheoryData<string, char> Cases
    {
        get
        {
            var cases = new TheoryData<string, char>();
            foreach (var row in Rows)
            {
                foreach (var role in "mhao") cases.Add(row.Name, role);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Who_may_does_and_everybody_else_is_not_permitted(string operation, char role)
    {
        var row = Rows.Single(one => one.Name == operation);
        var actor = TwoCompanies.As(role switch { 'm' => House.Member, 'h' => House.HelpDesk, 'a' => House.Administrator, _ => House.Operator });
        Assert.Equal(row.May.Contains(role, StringComparison.Ordinal) ? "done" : "not-permitted", await row.Run(House, actor));
    }

    [Fact]
    public void Every_operation_and_query_is_in_the_table_or_has_a_test_of_its_own()
    {
        string[] elsewhere = ["RemoveCompany", "RemoveDomain", "SetDepartment", "RemoveDepartment", "RemoveAlias", "SetGroup", "RemoveGroup", "RemoveCredential", "FindCompany", "FindDomain", "FindAccount", "ShowGroup"];
        var known = Rows.Select(row => row.Name.Split('.')[0]).Concat(elsewhere).ToHashSet(StringComparer.Ordinal);
        var all = typeof(CreateCompany).Assembly.GetTypes().Where(type => !type.IsAbstract && type.BaseType is { IsGenericType: true } parent && (parent.GetGenericTypeDefinition() == typeof(Operation<>) || parent.GetGenericTypeDefinition() == typeof(Query<>)));
        Assert.All(all, type => Assert.Contains(type.Name, known));
    }

    [Fact]
    public async Task Actors_whose_account_or_company_is_not_active_may_nothing()
    {
        await House.DoAsync(new SetAccount(House.Administrator.Id, State: EntityState.Suspended));
        Assert.Equal("not-permitted", await House.CodeAsync(new ListAccounts(null, new PageRequest()), TwoCompanies.As(House.Administrator)));
        await House.DoAsync(new SetCompany(House.Two.Id, State: EntityState.Leaving));
        Assert.Equal("not-permitted", await House.CodeAsync(new ListAccounts(null, new PageRequest()), TwoCompanies.As(House.ForeignAdministrator)));
    }

    [Fact]
    public async Task An_actor_that_claims_another_company_or_no_account_may_nothing()
    {
        var liar = TwoCompanies.As(House.ForeignAdministrator) with { Company = House.One.Id };
        Assert.Equal("not-permitted", await House.CodeAsync(new CreateAccount(EmailAddress.Parse("new@one.example")), liar));
        Assert.Equal("not-permitted", await House.CodeAsync(new CreateCompany("Three"), new Actor(ActorKind.Account, "nobody")));
        Assert.Equal("not-permitted", await House.CodeAsync(new CreateCompany("Three"), new Actor(ActorKind.Account, "ghost", new AccountId(999))));
    }

    [Fact]
    public async Task People_change_their_own_name_password_and_app_passwords()
    {
        var self = TwoCompanies.As(House.Member);
        Assert.Equal("done", await House.CodeAsync(new SetAccount(House.Member.Id, DisplayName: "Anna A", Locale: "en", TimeZone: "UTC"), self));
        Assert.Equal("done", await House.CodeAsync(new SetPassword(House.Member.Id, new Secret("a long password")), self));
        var phone = await House.DoAsync(new CreateAppPassword(House.Member.Id, "phone"), self);
        Assert.Equal("done", await House.CodeAsync(new RemoveCredential(House.Member.Id, phone.Id), self));
        Assert.Equal("done", await House.CodeAsync(new ShowAccount(House.Member.Id), self));
        Assert.Equal("not-permitted", await House.CodeAsync(new SetAccount(House.Member.Id, QuotaOctets: 0), self));
        Assert.Equal("not-permitted", await House.CodeAsync(new SetRole(House.Member.Id, Role.Operator), self));
    }

    [Fact]
    public async Task A_help_desk_does_not_take_over_those_above_it_or_beside_it()
    {
        var second = await House.AccountAsync("help2@one.example", Role.HelpDesk);
        var desk = TwoCompanies.As(House.HelpDesk);
        foreach (var target in new[] { second, House.Administrator, House.Operator })
            Assert.Equal("not-permitted", await House.CodeAsync(new SetPassword(target.Id, new Secret("a long password")), desk));
    }

    [Fact]
    public async Task An_administrator_does_not_take_over_the_operator_or_make_one()
    {
        var chef = TwoCompanies.As(House.Administrator);
        Assert.Equal("not-permitted", await House.CodeAsync(new SetPassword(House.Operator.Id, new Secret("a long password")), chef));
        Assert.Equal("not-permitted", await House.CodeAsync(new CreateAppPassword(House.Operator.Id, "x"), chef));
        Assert.Equal("not-permitted", await House.CodeAsync(new RemoveAccount(House.Operator.Id), chef));
        Assert.Equal("not-permitted", await House.CodeAsync(new SetRole(House.Administrator.Id, Role.Operator), chef));
        Assert.Equal("not-permitted", await House.CodeAsync(new AddAlias(House.Operator.Id, EmailAddress.Parse("x@one.example")), chef));
    }

    [Fact]
    public async Task The_last_operator_stays()
    {
        Assert.Equal("last-operator", await House.CodeAsync(new SetRole(House.Operator.Id, Role.Member)));
        Assert.Equal("last-operator", await House.CodeAsync(new SetAccount(House.Operator.Id, State: EntityState.Suspended)));
        Assert.Equal("last-operator", await House.CodeAsync(new RemoveAccount(House.Operator.Id)));
        Assert.Equal("last-operator", await House.CodeAsync(new SetCompany(House.One.Id, State: EntityState.Suspended)));
        await House.DoAsync(new SetRole(House.Foreigner.Id, Role.Operator));
        Assert.Equal("done", await House.CodeAsync(new RemoveAccount(House.Operator.Id)));
    }
}
