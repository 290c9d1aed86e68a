using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
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

public sealed class OperationTests : HouseTest
{
    [Fact]
    public async Task Every_change_leaves_one_audit_row_that_says_who_did_what()
    {
        await House.DoAsync(new AddAlias(House.Member.Id, EmailAddress.Parse("a@one.example")), TwoCompanies.As(House.Administrator));
        var entry = Assert.Single(await House.Office.Directory.ListAsync(House.One.Id, null, 1, Token));
        Assert.Equal(("AddAlias", "a@one.example", House.One.Id), (entry.Operation, entry.Subject, entry.Company));
        Assert.Equal((ActorKind.Account, "chef@one.example", (AccountId?)House.Administrator.Id), (entry.Actor.Kind, entry.Actor.Name, entry.Actor.Account));
        Assert.Equal($$"""{"Account":{{House.Member.Id}},"Address":"a@one.example"}""", entry.Detail);
    }

    [Fact]
    public async Task A_refused_operation_changes_nothing_and_leaves_no_audit_row()
    {
        var before = (await House.Office.Directory.ListAsync(null, null, 1000, Token)).Count;
        var news = new List<DirectoryChanged>();
        using var subscription = House.Changes.Subscribe(news.Add);
        Assert.Equal("unknown-account", await House.CodeAsync(new CreateDomain(House.One.Id, DomainName.Parse("new.example"), Postmaster: House.Foreigner.Id)));
        Assert.Equal("unknown-domain", await House.CodeAsync(new FindDomain(DomainName.Parse("new.example")), TwoCompanies.Root));
        Assert.Equal(before, (await House.Office.Directory.ListAsync(null, null, 1000, Token)).Count);
        Assert.Empty(news);
    }

    [Fact]
    public async Task No_secret_reaches_the_audit_log_or_a_printed_operation()
    {
        const string Password = "s3cr3t-s3cr3t";
        var account = await House.DoAsync(new CreateAccount(EmailAddress.Parse("new@one.example"), Password: new Secret(Password)));
        await House.DoAsync(new SetPassword(account.Id, new Secret(Password)));
        var made = await House.DoAsync(new CreateAppPassword(account.Id, "phone"));
        var log = string.Join('\n', (await House.Office.Directory.ListAsync(null, null, 1000, Token)).Select(entry => entry.ToString()));
        Assert.Contains("***", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, log, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Password.Value, log, StringComparison.Ordinal);
        Assert.DoesNotContain("argon2", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, new SetPassword(account.Id, new Secret(Password)).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Password.Value, made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_unavailable()
    {
        House.Office.Directory.Fault = "disk";
        Assert.Equal("unavailable", await House.CodeAsync(new CreateCompany("Three")));
        Assert.Equal("unavailable", await House.CodeAsync(new ListCompanies(new PageRequest()), TwoCompanies.Root));
    }

    [Fact]
    public async Task A_new_account_speaks_its_companys_language_unless_told_otherwise()
    {
        var plain = await House.DoAsync(new CreateAccount(EmailAddress.Parse("plain@one.example")));
        Assert.Equal(("plain", "de", "Europe/Berlin", EntityState.Active), (plain.DisplayName, plain.Locale, plain.TimeZone, plain.State));
        var told = await House.DoAsync(new CreateAccount(EmailAddress.Parse("told@one.example"), "Told", "zh-Hans", "Asia/Shanghai", 1_000));
        Assert.Equal(("Told", "zh-Hans", "Asia/Shanghai", 1_000L), (told.DisplayName, told.Locale, told.TimeZone, told.QuotaOctets));
    }

    [Theory]
    [InlineData("x", "", "UTC", "unknown-locale")]
    [InlineData("x", "en_US; drop", "UTC", "unknown-locale")]
    [InlineData("x", "en", "Mars/Base", "unknown-time-zone")]
    [InlineData("x", "en", "../etc/passwd", "unknown-time-zone")]
    [InlineData("", "en", "UTC", "bad-text")]
    [InlineData(" x", "en", "UTC", "bad-text")]
    [InlineData("a\nb", "en", "UTC", "bad-text")]
    [InlineData("a\u202Eb", "en", "UTC", "bad-text")]
    [InlineData("ONE", "en", "UTC", "company-taken")]
    [InlineData("\uFF2Fne", "en", "UTC", "company-taken")]
    public async Task What_cannot_be_is_refused_by_its_code(string name, string locale, string zone, string code) =>
        Assert.Equal(code, await House.CodeAsync(new CreateCompany(name, locale, zone)));

    [Theory]
    [InlineData("short", "bad-password")]
    [InlineData("aaaaaaaaaaaa", "bad-password")]
    [InlineData("anna@one.example", "bad-password")]
    [InlineData("with\u0001control", "bad-password")]
    [InlineData("long enough", "done")]
    public async Task People_cannot_choose_a_password_that_is_guessed_first(string password, string code) =>
        Assert.Equal(code, await House.CodeAsync(new SetPassword(House.Member.Id, new Secret(password)), TwoCompanies.As(House.Member)));

    [Fact]
    public async Task The_machines_operator_may_set_a_short_password_but_none_that_is_empty_or_endless()
    {
        Assert.Equal("done", await House.CodeAsync(new SetPassword(House.Member.Id, new Secret("pw"))));
        Assert.Equal("bad-password", await House.CodeAsync(new SetPassword(House.Member.Id, new Secret(""))));
        Assert.Equal("bad-password", await House.CodeAsync(new SetPassword(House.Member.Id, new Secret(new string('ä', 513)))));
    }

    [Fact]
    public async Task A_company_or_domain_with_something_in_it_stays()
    {
        Assert.Equal("company-not-empty", await House.CodeAsync(new RemoveCompany(House.Two.Id)));
        Assert.Equal("domain-not-empty", await House.CodeAsync(new RemoveDomain(DomainName.Parse("two.example"))));
        await House.DoAsync(new RemoveAccount(House.Foreigner.Id));
        await House.DoAsync(new RemoveAccount(House.ForeignAdministrator.Id));
        Assert.Equal("done", await House.CodeAsync(new RemoveDomain(DomainName.Parse("two.example"))));
        Assert.Equal("done", await House.CodeAsync(new RemoveCompany(House.Two.Id)));
        Assert.NotEmpty(await House.Office.Directory.ListAsync(House.Two.Id, null, 10, Token));
    }

    [Fact]
    public async Task Departments_have_names_parents_and_an_end()
    {
        var above = await House.DoAsync(new CreateDepartment(House.One.Id, "Level 1"));
        Assert.Equal("department-taken", await House.CodeAsync(new CreateDepartment(House.One.Id, "LEVEL 1")));
        var top = above;
        for (var i = 2; i <= 10; i++) above = await House.DoAsync(new CreateDepartment(House.One.Id, $"Level {i}", above.Id));
        Assert.Equal("department-too-deep", await House.CodeAsync(new CreateDepartment(House.One.Id, "Level 11", above.Id)));
        Assert.Equal("department-not-empty", await House.CodeAsync(new RemoveDepartment(top.Id)));
        await House.DoAsync(new SetAccount(House.Member.Id, Department: above.Id));
        Assert.Equal("department-not-empty", await House.CodeAsync(new RemoveDepartment(above.Id)));
        await House.DoAsync(new SetAccount(House.Member.Id, NoDepartment: true));
        Assert.Equal("done", await House.CodeAsync(new RemoveDepartment(above.Id)));
    }

    [Fact]
    public async Task A_department_is_renamed_and_moved_with_what_is_below_it()
    {
        var sales = await House.DoAsync(new CreateDepartment(House.One.Id, "Sales"));
        var north = await House.DoAsync(new CreateDepartment(House.One.Id, "North", sales.Id));
        var office = await House.DoAsync(new CreateDepartment(House.One.Id, "Office"));
        Assert.Equal(sales with { Name = "Trade" }, await House.DoAsync(new SetDepartment(sales.Id, "Trade")));
        Assert.Equal(sales with { Name = "TRADE", Parent = office.Id }, await House.DoAsync(new SetDepartment(sales.Id, "TRADE", office.Id)));
        Assert.Equal("department-in-itself", await House.CodeAsync(new SetDepartment(office.Id, Parent: north.Id)));
        Assert.Equal("department-in-itself", await House.CodeAsync(new SetDepartment(north.Id, Parent: north.Id)));
        Assert.Equal("department-taken", await House.CodeAsync(new SetDepartment(north.Id, "office", ToTop: true)));
        Assert.Equal("bad-text", await House.CodeAsync(new SetDepartment(north.Id, " ")));
        Assert.Null((await House.DoAsync(new SetDepartment(north.Id, ToTop: true))).Parent);
        Assert.Equal("unknown-department", await House.CodeAsync(new SetDepartment(new DepartmentId(9999))));
        Assert.Equal("unknown-department", await House.CodeAsync(new SetDepartment(north.Id, Parent: new DepartmentId(9999))));
        var abroad = await House.DoAsync(new CreateDepartment(House.Two.Id, "Abroad"));
        Assert.Equal("unknown-department", await House.CodeAsync(new SetDepartment(north.Id, Parent: abroad.Id)));
    }

    [Fact]
    public async Task A_department_does_not_take_what_is_below_it_deeper_than_departments_go()
    {
        var low = await House.DoAsync(new CreateDepartment(House.One.Id, "Level 1"));
        for (var i = 2; i <= 8; i++) low = await House.DoAsync(new CreateDepartment(House.One.Id, $"Level {i}", low.Id));
        var moved = await House.DoAsync(new CreateDepartment(House.One.Id, "Moved"));
        var below = await House.DoAsync(new CreateDepartment(House.One.Id, "Below", moved.Id));
        Assert.Equal("done", await House.CodeAsync(new SetDepartment(moved.Id, Parent: low.Id)));
        Assert.Equal("done", await House.CodeAsync(new SetDepartment(moved.Id, ToTop: true)));
        await House.DoAsync(new CreateDepartment(House.One.Id, "Deepest", below.Id));
        Assert.Equal("department-too-deep", await House.CodeAsync(new SetDepartment(moved.Id, Parent: low.Id)));
    }

    [Fact]
    public async Task Roles_are_listed_with_who_has_them()
    {
        await House.DoAsync(new SetRole(House.Member.Id, Role.HelpDesk));
        var before = await House.AskAsync(new ListRoles(House.One.Id, new PageRequest(null, 200)), TwoCompanies.Root);
        Assert.Contains(before.Items, holder => holder.Account.Id == House.Member.Id && holder.Role == Role.HelpDesk);
        Assert.All(before.Items, holder => Assert.Equal(House.One.Id, holder.Account.Company));
        await House.DoAsync(new SetRole(House.Member.Id, Role.Member));
        var after = await House.AskAsync(new ListRoles(null, new PageRequest(null, 200)), TwoCompanies.Root);
        Assert.DoesNotContain(after.Items, holder => holder.Account.Id == House.Member.Id);
        Assert.Contains(after.Items, holder => holder.Account.Company == House.Two.Id);
        var first = await House.AskAsync(new ListRoles(null, new PageRequest(null, 1)), TwoCompanies.Root);
        var second = await House.AskAsync(new ListRoles(null, new PageRequest(first.Next, 1)), TwoCompanies.Root);
        Assert.Equal(after.Items.Take(2), first.Items.Concat(second.Items));
    }

    [Fact]
    public async Task An_alias_can_become_the_primary_address_and_the_old_one_stays_an_alias()
    {
        Assert.Equal("not-an-alias", await House.CodeAsync(new SetAccount(House.Member.Id, PrimaryAddress: House.Other.PrimaryAddress)));
        Assert.Equal("address-is-primary", await House.CodeAsync(new RemoveAlias(House.Member.PrimaryAddress)));
        await House.DoAsync(new AddAlias(House.Member.Id, EmailAddress.Parse("Anna.B@one.example")));
        var changed = await House.DoAsync(new SetAccount(House.Member.Id, PrimaryAddress: EmailAddress.Parse("anna.b@one.example")));
        Assert.Equal("Anna.B@one.example", changed.PrimaryAddress.ToString());
        Assert.Equal("done", await House.CodeAsync(new RemoveAlias(EmailAddress.Parse("anna@one.example"))));
    }

    [Fact]
    public async Task A_group_takes_itself_inside_and_outside_members_once()
    {
        var team = EmailAddress.Parse("team@one.example");
        await House.DoAsync(new CreateGroup(team));
        var group = await House.DoAsync(new SetGroup(team, Name: "Team", MembersOnly: true, Add: [team, House.Member.PrimaryAddress, EmailAddress.Parse("ANNA@one.example"), EmailAddress.Parse("x@elsewhere.example")]));
        Assert.Equal(["team@one.example", "anna@one.example", "x@elsewhere.example"], group.Members.Select(member => member.ToString()));
        Assert.Equal(("Team", true), (group.Name, group.MembersOnly));
        group = await House.DoAsync(new SetGroup(team, Remove: [EmailAddress.Parse("X@elsewhere.example")]));
        Assert.Equal(2, group.Members.Length);
        await House.DoAsync(new RemoveAccount(House.Member.Id));
        Assert.Equal(["team@one.example"], (await House.AskAsync(new ShowGroup(team), TwoCompanies.Root)).Group.Members.Select(member => member.ToString()));
        Assert.Equal("done", await House.CodeAsync(new RemoveGroup(team)));
    }

    [Theory]
    [InlineData(CredentialScopes.None)]
    [InlineData(CredentialScopes.Web)]
    [InlineData(CredentialScopes.All)]
    [InlineData((CredentialScopes)1024)]
    public async Task An_app_password_opens_mail_and_nothing_else(CredentialScopes scopes) =>
        Assert.Equal("bad-scopes", await House.CodeAsync(new CreateAppPassword(House.Member.Id, "x", scopes)));

    [Fact]
    public async Task App_passwords_are_few_and_end_in_the_future()
    {
        Assert.Equal("bad-expiry", await House.CodeAsync(new CreateAppPassword(House.Member.Id, "x", ExpiresAt: House.Time.GetUtcNow())));
        for (var i = 0; i < 25; i++) await House.DoAsync(new CreateAppPassword(House.Member.Id, $"phone {i}"));
        Assert.Equal("too-many", await House.CodeAsync(new CreateAppPassword(House.Member.Id, "one more")));
    }

    [Fact]
    public async Task Lists_go_page_by_page_to_the_end()
    {
        var seen = new List<AccountId>();
        for (string? cursor = null; ;)
        {
            var page = await House.AskAsync(new ListAccounts(null, new PageRequest(cursor, 3)), TwoCompanies.Root);
            seen.AddRange(page.Items.Select(account => account.Id));
            if ((cursor = page.Next) is null) break;
        }
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Theory]
    [InlineData("x", 10, "bad-cursor")]
    [InlineData("-1", 10, "bad-cursor")]
    [InlineData(null, 0, "bad-page-size")]
    [InlineData(null, 201, "bad-page-size")]
    public async Task A_page_nobody_gave_out_is_refused(string? cursor, int size, string code) =>
        Assert.Equal(code, await House.CodeAsync(new ListAccounts(null, new PageRequest(cursor, size)), TwoCompanies.Root));
}
