using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Rules;
using Postamt.Engines.Engines;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Engines.Directory;

public abstract class DirectoryRowsContract<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly byte[] Salt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    [Fact]
    public async Task A_company_is_found_by_id_and_by_name_in_any_spelling()
    {
        var company = await WriteAsync(rows => rows.InsertCompanyAsync("Müller & Söhne", EntityState.Active, "de", "Europe/Berlin"));
        Assert.Equal(company, await ReadAsync(rows => rows.FindCompanyAsync(company.Id)));
        Assert.Equal(company, await ReadAsync(rows => rows.FindCompanyAsync("MU\u0308LLER & SÖHNE")));
        Assert.Null(await ReadAsync(rows => rows.FindCompanyAsync("Muller & Sohne")));
    }

    [Fact]
    public async Task A_changed_company_reads_as_changed()
    {
        var company = await WriteAsync(rows => rows.InsertCompanyAsync("One", EntityState.Active, "en", "UTC"));
        var changed = company with { Name = "Two", State = EntityState.Leaving, Locale = "de", TimeZone = "Europe/Vienna" };
        await DoAsync(rows => rows.UpdateCompanyAsync(changed));
        Assert.Equal(changed, await ReadAsync(rows => rows.FindCompanyAsync("two")));
        Assert.Null(await ReadAsync(rows => rows.FindCompanyAsync("one")));
    }

    [Fact]
    public async Task Ids_of_removed_rows_are_not_given_again()
    {
        var company = await WriteAsync(rows => rows.InsertCompanyAsync("One", EntityState.Active, "en", "UTC"));
        await DoAsync(rows => rows.DeleteCompanyAsync(company.Id));
        var next = await WriteAsync(rows => rows.InsertCompanyAsync("One", EntityState.Active, "en", "UTC"));
        Assert.True(next.Id.Value > company.Id.Value);
    }

    [Fact]
    public async Task Companies_are_listed_in_pages_by_id()
    {
        for (var i = 0; i < 5; i++) await WriteAsync(rows => rows.InsertCompanyAsync($"Company {i}", EntityState.Active, "en", "UTC"));
        var first = await ReadAsync(rows => rows.ListCompaniesAsync(default, 3));
        var rest = await ReadAsync(rows => rows.ListCompaniesAsync(first[^1].Id, 3));
        Assert.Equal(["Company 0", "Company 1", "Company 2"], first.Select(company => company.Name));
        Assert.Equal(["Company 3", "Company 4"], rest.Select(company => company.Name));
    }

    [Fact]
    public async Task A_domain_is_found_in_its_canonical_form_and_keeps_what_was_set()
    {
        var (company, _) = await PeopleAsync();
        var domain = await WriteAsync(rows => rows.InsertDomainAsync(company, DomainName.Parse("BÜCHER.example"), subAddressing: false));
        Assert.Equal(domain, await ReadAsync(rows => rows.FindDomainAsync(DomainName.Parse("xn--bcher-kva.example"))));
        var changed = domain with { State = EntityState.Suspended, CatchAll = "anna@one.example", SubAddressing = true };
        await DoAsync(rows => rows.UpdateDomainAsync(changed));
        Assert.Equal(changed, await ReadAsync(rows => rows.FindDomainAsync(domain.Name)));
        Assert.False(await ReadAsync(rows => rows.IsDomainInUseAsync(domain.Name)));
        await DoAsync(rows => rows.DeleteDomainAsync(domain.Id));
        Assert.Null(await ReadAsync(rows => rows.FindDomainAsync(domain.Name)));
    }

    [Fact]
    public async Task Domains_are_listed_for_one_company_or_for_all()
    {
        var (one, _) = await PeopleAsync();
        var two = await WriteAsync(rows => rows.InsertCompanyAsync("Two", EntityState.Active, "en", "UTC"));
        await WriteAsync(rows => rows.InsertDomainAsync(two.Id, DomainName.Parse("two.example"), true));
        Assert.Equal(["one.example"], (await ReadAsync(rows => rows.ListDomainsAsync(one, 0, 10))).Select(domain => domain.Name.Ascii));
        var all = await ReadAsync(rows => rows.ListDomainsAsync(null, 0, 10));
        Assert.Equal(["one.example", "two.example"], all.Select(domain => domain.Name.Ascii));
        Assert.Single(await ReadAsync(rows => rows.ListDomainsAsync(null, all[0].Id, 10)));
    }

    [Fact]
    public async Task Holders_of_roles_are_listed_by_company_and_page()
    {
        var (company, anna) = await PeopleAsync();
        Assert.Empty(await ReadAsync(rows => rows.ListRoleHoldersAsync(null, default, 10)));
        await DoAsync(rows => rows.SetRoleAsync(anna.Id, Role.HelpDesk));
        Assert.Equal([new RoleHolder(anna, Role.HelpDesk)], await ReadAsync(rows => rows.ListRoleHoldersAsync(null, default, 10)));
        Assert.Equal([new RoleHolder(anna, Role.HelpDesk)], await ReadAsync(rows => rows.ListRoleHoldersAsync(company, default, 10)));
        Assert.Empty(await ReadAsync(rows => rows.ListRoleHoldersAsync(new CompanyId(9_999), default, 10)));
        Assert.Empty(await ReadAsync(rows => rows.ListRoleHoldersAsync(null, anna.Id, 10)));
        Assert.Empty(await ReadAsync(rows => rows.ListRoleHoldersAsync(null, default, 0)));
    }

    [Fact]
    public async Task Departments_know_who_is_in_them()
    {
        var (company, anna) = await PeopleAsync();
        var sales = await WriteAsync(rows => rows.InsertDepartmentAsync(company, "Sales", null));
        var abroad = await WriteAsync(rows => rows.InsertDepartmentAsync(company, "Abroad", sales.Id));
        Assert.Equal([sales, abroad], await ReadAsync(rows => rows.ListDepartmentsAsync(company)));
        Assert.Equal(abroad, await ReadAsync(rows => rows.FindDepartmentAsync(abroad.Id)));
        await DoAsync(rows => rows.UpdateDepartmentAsync(abroad with { Name = "Far away", Parent = null }));
        Assert.Equal(abroad with { Name = "Far away", Parent = null }, await ReadAsync(rows => rows.FindDepartmentAsync(abroad.Id)));
        await DoAsync(rows => rows.UpdateDepartmentAsync(abroad));
        Assert.True(await ReadAsync(rows => rows.IsDepartmentInUseAsync(sales.Id)));
        Assert.False(await ReadAsync(rows => rows.IsDepartmentInUseAsync(abroad.Id)));
        await DoAsync(rows => rows.UpdateAccountAsync(anna with { Department = abroad.Id }));
        Assert.True(await ReadAsync(rows => rows.IsDepartmentInUseAsync(abroad.Id)));
    }

    [Fact]
    public async Task A_company_goes_with_its_tree_of_departments()
    {
        var company = await WriteAsync(rows => rows.InsertCompanyAsync("Tree", EntityState.Active, "en", "UTC"));
        DepartmentId? above = null;
        for (var i = 0; i < 5; i++) above = (await WriteAsync(rows => rows.InsertDepartmentAsync(company.Id, $"Level {i}", above))).Id;
        await DoAsync(rows => rows.DeleteCompanyAsync(company.Id));
        Assert.Null(await ReadAsync(rows => rows.FindCompanyAsync(company.Id)));
        Assert.Empty(await ReadAsync(rows => rows.ListDepartmentsAsync(company.Id)));
    }

    [Fact]
    public async Task An_account_reads_as_it_was_written()
    {
        var (_, anna) = await PeopleAsync();
        Assert.Equal(anna, await ReadAsync(rows => rows.FindAccountAsync(anna.Id)));
        var changed = anna with { DisplayName = "Anna B", State = EntityState.Suspended, Locale = "zh-Hans", TimeZone = "Asia/Shanghai", QuotaOctets = 5_000_000_000, SecondFactor = true };
        await DoAsync(rows => rows.UpdateAccountAsync(changed));
        Assert.Equal(changed, await ReadAsync(rows => rows.FindAccountAsync(anna.Id)));
        Assert.Equal([changed], await ReadAsync(rows => rows.ListAccountsAsync(anna.Company, default, 10)));
        Assert.Empty(await ReadAsync(rows => rows.ListAccountsAsync(null, anna.Id, 10)));
    }

    [Fact]
    public async Task An_address_is_found_by_key_and_by_look_and_keeps_its_spelling()
    {
        var (company, anna) = await PeopleAsync();
        var alias = new AddressEntry.Mailbox(EmailAddress.Parse("Anna.Müller@one.example"), company, anna.Id);
        await DoAsync(rows => rows.InsertAddressAsync(alias));
        Assert.Equal(alias, await ReadAsync(rows => rows.FindAddressAsync(EmailAddress.Parse("anna.mu\u0308ller@ONE.example").LookupKey)));
        Assert.Equal(alias, await ReadAsync(rows => rows.FindLookalikeAsync(AddressLook.Of(EmailAddress.Parse("ANNA.MÜLLER@one.example")))));
        Assert.Equal(["anna@one.example", "Anna.Müller@one.example"], (await ReadAsync(rows => rows.ListAddressesAsync(anna.Id))).Select(address => address.ToString()));
        Assert.True(await ReadAsync(rows => rows.IsDomainInUseAsync(DomainName.Parse("one.example"))));
    }

    [Fact]
    public async Task A_new_primary_address_comes_first_and_signs_in()
    {
        var (company, anna) = await PeopleAsync();
        var alias = EmailAddress.Parse("a.mueller@one.example");
        await DoAsync(async rows =>
        {
            await rows.InsertAddressAsync(new AddressEntry.Mailbox(alias, company, anna.Id));
            await rows.UpdateAccountAsync(anna with { PrimaryAddress = alias });
        });
        Assert.Equal(alias, (await ReadAsync(rows => rows.ListAddressesAsync(anna.Id)))[0]);
        Assert.Equal(anna.Id, (await ReadAsync(rows => rows.FindLoginAsync(alias.LookupKey)))?.Account.Id);
        Assert.Null(await ReadAsync(rows => rows.FindLoginAsync(anna.PrimaryAddress.LookupKey)));
    }

    [Fact]
    public async Task A_group_keeps_its_members_in_their_order()
    {
        var (company, _) = await PeopleAsync();
        var group = await GroupAsync(company, "team@one.example", "zoe@elsewhere.example", "anna@one.example", "team@one.example");
        Assert.Equal(group.Members, Assert.IsType<AddressEntry.Group>(await ReadAsync(rows => rows.FindAddressAsync("team@one.example"))).Members);
        var changed = group with { Name = "The team", MembersOnly = true, Members = [group.Members[1]] };
        await DoAsync(rows => rows.UpdateGroupAsync(changed));
        var read = Assert.IsType<AddressEntry.Group>(await ReadAsync(rows => rows.FindAddressAsync("team@one.example")));
        Assert.Equal(("The team", true), (read.Name, read.MembersOnly));
        Assert.Equal(changed.Members, read.Members);
    }

    [Fact]
    public async Task A_removed_address_leaves_the_groups_of_its_company()
    {
        var (company, anna) = await PeopleAsync();
        await GroupAsync(company, "team@one.example", "anna@one.example", "zoe@elsewhere.example");
        await DoAsync(rows => rows.InsertAddressAsync(new AddressEntry.Mailbox(EmailAddress.Parse("a@one.example"), company, anna.Id)));
        await DoAsync(rows => rows.DeleteAddressAsync("anna@one.example"));
        var group = Assert.IsType<AddressEntry.Group>(await ReadAsync(rows => rows.FindAddressAsync("team@one.example")));
        Assert.Equal(["zoe@elsewhere.example"], group.Members.Select(member => member.ToString()));
    }

    [Fact]
    public async Task Sending_as_a_group_is_granted_taken_back_and_gone_with_the_group()
    {
        var (company, anna) = await PeopleAsync();
        await GroupAsync(company, "team@one.example");
        await DoAsync(rows => rows.SetSenderAsync(anna.Id, "team@one.example", true));
        await DoAsync(rows => rows.SetSenderAsync(anna.Id, "team@one.example", true));
        Assert.Equal([anna.Id], await ReadAsync(rows => rows.ListSendersAsync("team@one.example")));
        Assert.True(await ReadAsync(rows => rows.MaySendAsAsync(anna.Id, "team@one.example")));
        await DoAsync(rows => rows.SetSenderAsync(anna.Id, "team@one.example", false));
        Assert.False(await ReadAsync(rows => rows.MaySendAsAsync(anna.Id, "team@one.example")));
        await DoAsync(rows => rows.SetSenderAsync(anna.Id, "team@one.example", true));
        await DoAsync(rows => rows.DeleteAddressAsync("team@one.example"));
        Assert.False(await ReadAsync(rows => rows.MaySendAsAsync(anna.Id, "team@one.example")));
    }

    [Fact]
    public async Task Credentials_are_kept_listed_touched_and_removed()
    {
        var (_, anna) = await PeopleAsync();
        var now = Engine.Time.GetUtcNow();
        var draft = new Credential(default, anna.Id, CredentialKind.AppPassword, CredentialScopes.Imap | CredentialScopes.Smtp, "phone", "verifier", now, null, now.AddDays(1));
        var kept = await WriteAsync(rows => rows.InsertCredentialAsync(draft));
        Assert.Equal(draft with { Id = kept.Id }, await ReadAsync(rows => rows.FindCredentialAsync(kept.Id)));
        await DoAsync(rows => rows.TouchCredentialAsync(kept.Id, now.AddHours(2)));
        Assert.Equal(now.AddHours(2), Assert.Single(await ReadAsync(rows => rows.ListCredentialsAsync(anna.Id))).LastUsedAt);
        await DoAsync(rows => rows.DeleteCredentialAsync(kept.Id));
        Assert.Empty(await ReadAsync(rows => rows.ListCredentialsAsync(anna.Id)));
    }

    [Fact]
    public async Task A_sign_in_is_answered_with_everything_it_needs()
    {
        var (company, anna) = await PeopleAsync();
        await DoAsync(rows => rows.SetRoleAsync(anna.Id, Role.HelpDesk));
        var credential = await WriteAsync(rows => rows.InsertCredentialAsync(new Credential(default, anna.Id, CredentialKind.Password, CredentialScopes.All, "", "v", Engine.Time.GetUtcNow(), null, null)));
        var login = await ReadAsync(rows => rows.FindLoginAsync("anna@one.example"));
        Assert.NotNull(login);
        Assert.Equal((anna, EntityState.Active, Role.HelpDesk, 4096), (login.Account, login.State, login.Role, login.ScramIterations));
        Assert.Equal(credential, Assert.Single(login.Credentials));
        Assert.Equal(Salt, login.ScramSalt.ToArray());
        var one = await ReadAsync(rows => rows.FindCompanyAsync(company));
        await DoAsync(rows => rows.UpdateCompanyAsync(one! with { State = EntityState.Suspended }));
        Assert.Equal(EntityState.Suspended, (await ReadAsync(rows => rows.FindLoginAsync("anna@one.example")))!.State);
        Assert.Null(await ReadAsync(rows => rows.FindLoginAsync("nobody@one.example")));
    }

    [Fact]
    public async Task Roles_are_single_and_only_active_operators_count()
    {
        var (company, anna) = await PeopleAsync();
        Assert.Equal(Role.Member, await ReadAsync(rows => rows.FindRoleAsync(anna.Id)));
        Assert.Null(await ReadAsync(rows => rows.FindAdministratorAsync(company)));
        await DoAsync(rows => rows.SetRoleAsync(anna.Id, Role.CompanyAdministrator));
        Assert.Equal(0, await ReadAsync(rows => rows.CountOperatorsAsync()));
        await DoAsync(rows => rows.SetRoleAsync(anna.Id, Role.Operator));
        Assert.Equal(1, await ReadAsync(rows => rows.CountOperatorsAsync()));
        Assert.Equal(anna.Id, await ReadAsync(rows => rows.FindAdministratorAsync(company)));
        await DoAsync(rows => rows.UpdateAccountAsync(anna with { State = EntityState.Leaving }));
        Assert.Equal(0, await ReadAsync(rows => rows.CountOperatorsAsync()));
        Assert.Null(await ReadAsync(rows => rows.FindAdministratorAsync(company)));
        await DoAsync(rows => rows.SetRoleAsync(anna.Id, Role.Member));
        Assert.Equal(Role.Member, await ReadAsync(rows => rows.FindRoleAsync(anna.Id)));
    }

    [Fact]
    public async Task A_removed_account_leaves_nothing_behind()
    {
        var (company, anna) = await PeopleAsync();
        await GroupAsync(company, "team@one.example", "anna@one.example");
        await DoAsync(async rows =>
        {
            await rows.SetSenderAsync(anna.Id, "team@one.example", true);
            await rows.SetRoleAsync(anna.Id, Role.Operator);
            await rows.InsertCredentialAsync(new Credential(default, anna.Id, CredentialKind.Password, CredentialScopes.All, "", "v", rows.Now, null, null));
        });
        await DoAsync(async rows =>
        {
            await rows.DeleteAddressAsync("anna@one.example");
            await rows.DeleteAccountAsync(anna.Id);
        });
        Assert.Null(await ReadAsync(rows => rows.FindAccountAsync(anna.Id)));
        Assert.Null(await ReadAsync(rows => rows.FindAddressAsync("anna@one.example")));
        Assert.Null(await ReadAsync(rows => rows.FindLoginAsync("anna@one.example")));
        Assert.Empty(await ReadAsync(rows => rows.ListCredentialsAsync(anna.Id)));
        Assert.Empty(await ReadAsync(rows => rows.ListSendersAsync("team@one.example")));
        Assert.Equal(0, await ReadAsync(rows => rows.CountOperatorsAsync()));
    }

    [Fact]
    public async Task A_refusal_undoes_everything_that_was_written_before_it()
    {
        var outcome = await Engine.DirectoryRows.WriteAsync<Company>(async rows =>
        {
            await rows.InsertCompanyAsync("Undone", EntityState.Active, "en", "UTC");
            await rows.AuditAsync(new AuditEntry(rows.Now, default, Actor.System("test"), "CreateCompany", "Undone", "{}"));
            return new OperationResult<Company>.Refused("no", "No.");
        });
        Assert.IsType<OperationResult<Company>.Refused>(Assert.IsType<Lookup<OperationResult<Company>>.Found>(outcome).Value);
        Assert.Null(await ReadAsync(rows => rows.FindCompanyAsync("Undone")));
        Assert.Empty(await Engine.Audit.ListAsync(null, null, 10, Token));
    }

    [Fact]
    public async Task An_exception_undoes_the_transaction_and_reaches_the_caller()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Engine.DirectoryRows.WriteAsync<Company>(async rows =>
        {
            await rows.InsertCompanyAsync("Undone", EntityState.Active, "en", "UTC");
            throw new InvalidOperationException("a bug");
        }));
        Assert.Null(await ReadAsync(rows => rows.FindCompanyAsync("Undone")));
        await WriteAsync(rows => rows.InsertCompanyAsync("Next", EntityState.Active, "en", "UTC"));
    }

    [Fact]
    public async Task Audit_rows_are_listed_newest_first_by_company_and_time()
    {
        await AuditAsync(1, "First");
        Engine.Time.Advance(TimeSpan.FromSeconds(1));
        await AuditAsync(2, "Second");
        Engine.Time.Advance(TimeSpan.FromSeconds(1));
        await AuditAsync(1, "Third");
        Assert.Equal(["Third", "Second", "First"], (await Engine.Audit.ListAsync(null, null, 10, Token)).Select(entry => entry.Operation));
        Assert.Equal(["Third", "First"], (await Engine.Audit.ListAsync(new CompanyId(1), null, 10, Token)).Select(entry => entry.Operation));
        Assert.Equal(["Second", "First"], (await Engine.Audit.ListAsync(null, Engine.Time.GetUtcNow(), 10, Token)).Select(entry => entry.Operation));
        var entry = Assert.Single(await Engine.Audit.ListAsync(null, null, 1, Token));
        Assert.Equal(new Actor(ActorKind.Account, "anna", new AccountId(7), new CompanyId(1)), entry.Actor);
        Assert.Equal(("subject", "{}", Engine.Time.GetUtcNow()), (entry.Subject, entry.Detail, entry.At));
    }

    private Task AuditAsync(long company, string operation) =>
        DoAsync(rows => rows.AuditAsync(new AuditEntry(rows.Now, new CompanyId(company), new Actor(ActorKind.Account, "anna", new AccountId(7), new CompanyId(1)), operation, "subject", "{}")));

    private async Task<AddressEntry.Group> GroupAsync(CompanyId company, string address, params string[] members)
    {
        var group = new AddressEntry.Group(EmailAddress.Parse(address), company, "Team", [.. members.Select(EmailAddress.Parse)], MembersOnly: false);
        await DoAsync(rows => rows.InsertAddressAsync(group));
        return group;
    }

    private async Task<(CompanyId Company, Account Anna)> PeopleAsync()
    {
        var anna = await WriteAsync(async rows =>
        {
            var company = await rows.InsertCompanyAsync("One", EntityState.Active, "en", "UTC");
            await rows.InsertDomainAsync(company.Id, DomainName.Parse("one.example"), subAddressing: true);
            return await rows.InsertAccountAsync(new Account(default, company.Id, null, EmailAddress.Parse("anna@one.example"), "Anna", EntityState.Active, "de", "Europe/Berlin", 0), Salt, 4096);
        });
        return (anna.Company, anna);
    }

    private async Task<T> WriteAsync<T>(Func<IDirectoryTransaction, ValueTask<T>> work)
    {
        var outcome = await Engine.DirectoryRows.WriteAsync<T>(async rows => new OperationResult<T>.Done(await work(rows)));
        return Assert.IsType<OperationResult<T>.Done>(Assert.IsType<Lookup<OperationResult<T>>.Found>(outcome).Value).Value;
    }

    private Task DoAsync(Func<IDirectoryTransaction, ValueTask> work) => WriteAsync<int>(async rows =>
    {
        await work(rows);
        return 0;
    });

    private async Task<T> ReadAsync<T>(Func<IDirectoryReader, ValueTask<T>> work) =>
        Assert.IsType<Lookup<T>.Found>(await Engine.DirectoryRows.ReadAsync(work, Token)).Value;
}

public sealed class RamDirectoryRows : DirectoryRowsContract<RamEngine>;

public sealed class SqliteDirectoryRows : DirectoryRowsContract<SqliteEngine>;

public sealed class PostgresDirectoryRows : DirectoryRowsContract<PostgresqlEngine>;
