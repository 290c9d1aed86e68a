using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Shared;

/// <summary>The directory's questions.</summary>
internal class DirectoryReads(ISqlReader sql) : IDirectoryReader
{
    private const int SendGrant = 1;

    private const string CompanyById = "SELECT id, name, state, locale, time_zone FROM company WHERE id = $1";
    private const string CompanyByName = "SELECT id, name, state, locale, time_zone FROM company WHERE name_key = $1";
    private const string Companies = "SELECT id, name, state, locale, time_zone FROM company WHERE id > $1 ORDER BY id LIMIT $2";
    private const string DomainByName = "SELECT id, company_id, name, state, catch_all, sub_addressing FROM domain WHERE name = $1";
    private const string AllDomains = "SELECT id, company_id, name, state, catch_all, sub_addressing FROM domain WHERE id > $1 ORDER BY id LIMIT $2";
    private const string DomainsOfCompany = "SELECT id, company_id, name, state, catch_all, sub_addressing FROM domain WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    private const string DepartmentById = "SELECT id, company_id, name, parent_id FROM department WHERE id = $1";
    private const string DepartmentsOfCompany = "SELECT id, company_id, name, parent_id FROM department WHERE company_id = $1 ORDER BY id";
    private const string DepartmentInUse = "SELECT EXISTS (SELECT 1 FROM account WHERE department_id = $1) OR EXISTS (SELECT 1 FROM department WHERE parent_id = $1)";

    private const string AccountById = """
        SELECT a.id, a.company_id, a.department_id, p.local_part, d.name, a.display_name, a.state, a.locale, a.time_zone, a.quota_octets, a.second_factor
        FROM account a JOIN address p ON p.lookup_key = a.primary_key JOIN domain d ON d.id = p.domain_id
        WHERE a.id = $1
        """;

    private const string AllAccounts = """
        SELECT a.id, a.company_id, a.department_id, p.local_part, d.name, a.display_name, a.state, a.locale, a.time_zone, a.quota_octets, a.second_factor
        FROM account a JOIN address p ON p.lookup_key = a.primary_key JOIN domain d ON d.id = p.domain_id
        WHERE a.id > $1 ORDER BY a.id LIMIT $2
        """;

    private const string AccountsOfCompany = """
        SELECT a.id, a.company_id, a.department_id, p.local_part, d.name, a.display_name, a.state, a.locale, a.time_zone, a.quota_octets, a.second_factor
        FROM account a JOIN address p ON p.lookup_key = a.primary_key JOIN domain d ON d.id = p.domain_id
        WHERE a.company_id = $1 AND a.id > $2 ORDER BY a.id LIMIT $3
        """;

    private const string RoleHolders = """
        SELECT a.id, a.company_id, a.department_id, p.local_part, d.name, a.display_name, a.state, a.locale, a.time_zone, a.quota_octets, a.second_factor, CAST(g.object AS BIGINT)
        FROM granted g JOIN account a ON a.id = g.account_id JOIN address p ON p.lookup_key = a.primary_key JOIN domain d ON d.id = p.domain_id
        WHERE g.kind = 0 AND g.object <> '0' AND (a.company_id = $1 OR $1 IS NULL) AND a.id > $2 ORDER BY a.id LIMIT $3
        """;

    private const string LoginByKey = """
        SELECT a.id, a.company_id, a.department_id, p.local_part, d.name, a.display_name, a.state, a.locale, a.time_zone, a.quota_octets, a.second_factor,
               c.state, d.state, a.scram_salt, a.scram_iterations
        FROM account a JOIN address p ON p.lookup_key = a.primary_key JOIN domain d ON d.id = p.domain_id JOIN company c ON c.id = a.company_id
        WHERE a.primary_key = $1
        """;

    private const string AddressByKey = """
        SELECT e.local_part, d.name, e.company_id, e.kind, e.account_id, e.name, e.members_only, e.lookup_key
        FROM address e JOIN domain d ON d.id = e.domain_id WHERE e.lookup_key = $1
        """;

    private const string AddressByLook = """
        SELECT e.local_part, d.name, e.company_id, e.kind, e.account_id, e.name, e.members_only, e.lookup_key
        FROM address e JOIN domain d ON d.id = e.domain_id WHERE e.look = $1 LIMIT 1
        """;

    private const string AddressesOfCompany = """
        SELECT e.local_part, d.name, e.company_id, e.kind, e.account_id, e.name, e.members_only, e.lookup_key
        FROM address e JOIN domain d ON d.id = e.domain_id WHERE e.company_id = $1 AND e.lookup_key > $2 ORDER BY e.lookup_key LIMIT $3
        """;

    private const string AddressesOfAccount = """
        SELECT e.local_part, d.name
        FROM address e JOIN domain d ON d.id = e.domain_id JOIN account a ON a.id = e.account_id
        WHERE e.account_id = $1 ORDER BY e.lookup_key <> a.primary_key, e.lookup_key
        """;

    private const string MembersOfGroup = "SELECT address FROM member WHERE group_key = $1 ORDER BY position";
    private const string DomainInUse = "SELECT EXISTS (SELECT 1 FROM address e JOIN domain d ON d.id = e.domain_id WHERE d.name = $1)";
    private const string CredentialsOfAccount = "SELECT id, account_id, kind, scopes, label, verifier, created_at, last_used_at, expires_at FROM credential WHERE account_id = $1 ORDER BY id";
    private const string CredentialById = "SELECT id, account_id, kind, scopes, label, verifier, created_at, last_used_at, expires_at FROM credential WHERE id = $1";
    private const string ScramOfAccount = "SELECT scram_salt, scram_iterations FROM account WHERE id = $1";
    private const string RoleOfAccount = "SELECT CAST(object AS BIGINT) FROM granted WHERE account_id = $1 AND kind = 0";
    private const string SendersOfGroup = "SELECT account_id FROM granted WHERE kind = 1 AND object = $1 ORDER BY account_id";
    private const string IsGranted = "SELECT EXISTS (SELECT 1 FROM granted WHERE account_id = $1 AND kind = $2 AND object = $3)";

    private const string Operators = """
        SELECT COUNT(*) FROM granted g JOIN account a ON a.id = g.account_id JOIN company c ON c.id = a.company_id
        WHERE g.kind = 0 AND g.object = $1 AND a.state = 0 AND c.state = 0
        """;

    private const string AdministratorOfCompany = """
        SELECT a.id FROM account a JOIN granted g ON g.account_id = a.id
        WHERE a.company_id = $1 AND a.state = 0 AND g.kind = 0 AND g.object >= $2
        ORDER BY g.object DESC, a.id LIMIT 1
        """;

    public ValueTask<Company?> FindCompanyAsync(CompanyId id) => new(sql.QueryFirst(CompanyById, ReadCompany, id));

    public ValueTask<Company?> FindCompanyAsync(string name) => new(sql.QueryFirst(CompanyByName, ReadCompany, DirectoryKeys.OfName(name)));

    public ValueTask<IReadOnlyList<Company>> ListCompaniesAsync(CompanyId after, int limit) => new(sql.Query(Companies, ReadCompany, after, limit));

    public ValueTask<MailDomain?> FindDomainAsync(DomainName name) => new(sql.QueryFirst(DomainByName, ReadDomain, name.Ascii));

    public ValueTask<IReadOnlyList<MailDomain>> ListDomainsAsync(CompanyId? company, long after, int limit) =>
        new(company is { } id ? sql.Query(DomainsOfCompany, ReadDomain, id, after, limit) : sql.Query(AllDomains, ReadDomain, after, limit));

    public ValueTask<IReadOnlyList<Department>> ListDepartmentsAsync(CompanyId company) => new(sql.Query(DepartmentsOfCompany, ReadDepartment, company));

    public ValueTask<Department?> FindDepartmentAsync(DepartmentId id) => new(sql.QueryFirst(DepartmentById, ReadDepartment, id.Value));

    public ValueTask<bool> IsDepartmentInUseAsync(DepartmentId id) => new(sql.QueryLong(DepartmentInUse, id.Value) == 1);

    public ValueTask<Account?> FindAccountAsync(AccountId id) => new(sql.QueryFirst(AccountById, ReadAccount, id));

    public ValueTask<IReadOnlyList<Account>> ListAccountsAsync(CompanyId? company, AccountId after, int limit) =>
        new(company is { } id ? sql.Query(AccountsOfCompany, ReadAccount, id, after, limit) : sql.Query(AllAccounts, ReadAccount, after, limit));

    public ValueTask<AddressEntry?> FindAddressAsync(string lookupKey) => new(sql.QueryFirst(AddressByKey, ReadAddress, lookupKey));

    public ValueTask<AddressEntry?> FindLookalikeAsync(string look) => new(sql.QueryFirst(AddressByLook, ReadAddress, look));

    public ValueTask<IReadOnlyList<EmailAddress>> ListAddressesAsync(AccountId account) => new(sql.Query(AddressesOfAccount, static row => Address(row, 0), account));

    public ValueTask<IReadOnlyList<AddressEntry>> ListAddressesAsync(CompanyId company, string afterKey, int limit) =>
        new(sql.Query(AddressesOfCompany, ReadAddress, company, afterKey, limit));

    public ValueTask<bool> IsDomainInUseAsync(DomainName name) => new(sql.QueryLong(DomainInUse, name.Ascii) == 1);

    public ValueTask<IReadOnlyList<Credential>> ListCredentialsAsync(AccountId account) => new(sql.Query(CredentialsOfAccount, ReadCredential, account));

    public ValueTask<Credential?> FindCredentialAsync(CredentialId id) => new(sql.QueryFirst(CredentialById, ReadCredential, id.Value));

    public ValueTask<(byte[] Salt, int Iterations)?> FindScramParametersAsync(AccountId account) =>
        new(sql.QueryFirst(ScramOfAccount, static row => ((byte[] Salt, int Iterations)?)(row.Bytes(0), row.Int(1)), account));

    public ValueTask<Role> FindRoleAsync(AccountId account) => new((Role)(sql.QueryLong(RoleOfAccount, account) ?? 0));

    public ValueTask<IReadOnlyList<RoleHolder>> ListRoleHoldersAsync(CompanyId? company, AccountId after, int limit) =>
        new(sql.Query(RoleHolders, static row => new RoleHolder(ReadAccount(row), (Role)row.Int(11)), company is { } id ? id : SqlValue.NoNumber, after, limit));

    public ValueTask<int> CountOperatorsAsync() => new((int)(sql.QueryLong(Operators, RoleText(Role.Operator)) ?? 0));

    public ValueTask<AccountId?> FindAdministratorAsync(CompanyId company) =>
        new(sql.QueryLong(AdministratorOfCompany, company, RoleText(Role.CompanyAdministrator)) is { } id ? new AccountId(id) : null);

    public ValueTask<bool> MaySendAsAsync(AccountId account, string groupKey) => new(sql.QueryLong(IsGranted, account, SendGrant, groupKey) == 1);

    public ValueTask<IReadOnlyList<AccountId>> ListSendersAsync(string groupKey) => new(sql.Query(SendersOfGroup, static row => new AccountId(row.Long(0)), groupKey));

    public ValueTask<LoginRecord?> FindLoginAsync(string lookupKey)
    {
        var row = sql.QueryFirst(LoginByKey, ReadLogin, lookupKey);
        // The same questions for a name that is unknown: there is no account 0.
        var id = row?.Account.Id ?? default;
        var credentials = sql.Query(CredentialsOfAccount, ReadCredential, id);
        var role = (Role)(sql.QueryLong(RoleOfAccount, id) ?? 0);
        return new(row is null ? null : row with { Role = role, Credentials = credentials });
    }

    protected static string RoleText(Role role) => ((int)role).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Company ReadCompany(SqlRow row) => new(new CompanyId(row.Long(0)), row.Text(1), (EntityState)row.Int(2), row.Text(3), row.Text(4));

    private static MailDomain ReadDomain(SqlRow row) =>
        new(row.Long(0), new CompanyId(row.Long(1)), DomainName.Parse(row.Text(2)), (EntityState)row.Int(3), row.TextOrNull(4), row.Bool(5));

    private static Department ReadDepartment(SqlRow row) =>
        new(new DepartmentId(row.Long(0)), new CompanyId(row.Long(1)), row.Text(2), row.LongOrNull(3) is { } parent ? new DepartmentId(parent) : null);

    private static Account ReadAccount(SqlRow row) => new(
        new AccountId(row.Long(0)),
        new CompanyId(row.Long(1)),
        row.LongOrNull(2) is { } department ? new DepartmentId(department) : null,
        Address(row, 3),
        row.Text(5),
        (EntityState)row.Int(6),
        row.Text(7),
        row.Text(8),
        row.Long(9),
        row.Bool(10));

    private static LoginRecord ReadLogin(SqlRow row)
    {
        var account = ReadAccount(row);
        var state = EntityStates.Worst(account.State, EntityStates.Worst((EntityState)row.Int(11), (EntityState)row.Int(12)));
        return new LoginRecord(account, state, Role.Member, [], row.Bytes(13), row.Int(14));
    }

    private static Credential ReadCredential(SqlRow row) => new(
        new CredentialId(row.Long(0)),
        new AccountId(row.Long(1)),
        (CredentialKind)row.Int(2),
        (CredentialScopes)row.Int(3),
        row.Text(4),
        row.Text(5),
        row.Time(6),
        row.TimeOrNull(7),
        row.TimeOrNull(8));

    private static EmailAddress Address(SqlRow row, int column) => new(row.Text(column), DomainName.Parse(row.Text(column + 1)));

    private AddressEntry ReadAddress(SqlRow row)
    {
        var address = Address(row, 0);
        var company = new CompanyId(row.Long(2));
        if (row.Int(3) == 0) return new AddressEntry.Mailbox(address, company, new AccountId(row.Long(4)));
        var members = sql.Query(MembersOfGroup, static member => EmailAddress.Parse(member.Text(0)), row.Text(7));
        return new AddressEntry.Group(address, company, row.Text(5), [.. members], row.Bool(6));
    }
}
