using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>The directory's changes, inside the transaction of one operation.</summary>
internal sealed class DirectoryWrites(WriteTransaction sql) : DirectoryReads(sql), IDirectoryTransaction
{
    private const string InsertCompany = "INSERT INTO company (name, name_key, state, locale, time_zone, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    private const string UpdateCompany = "UPDATE company SET name = $2, name_key = $3, state = $4, locale = $5, time_zone = $6 WHERE id = $1";
    private const string DeleteDepartmentsOfCompany = "DELETE FROM department WHERE company_id = $1 AND NOT EXISTS (SELECT 1 FROM department below WHERE below.parent_id = department.id)";
    private const string DeleteCompany = "DELETE FROM company WHERE id = $1";
    private const string InsertDomain = "INSERT INTO domain (company_id, name, state, sub_addressing, created_at) VALUES ($1, $2, 0, $3, $4) RETURNING id";
    private const string UpdateDomain = "UPDATE domain SET state = $2, catch_all = $3, sub_addressing = $4 WHERE id = $1";
    private const string DeleteDomain = "DELETE FROM domain WHERE id = $1";
    private const string InsertDepartment = "INSERT INTO department (company_id, parent_id, name) VALUES ($1, $2, $3) RETURNING id";
    private const string UpdateDepartment = "UPDATE department SET parent_id = $2, name = $3 WHERE id = $1";
    private const string DeleteDepartment = "DELETE FROM department WHERE id = $1";

    private const string InsertAccount = """
        INSERT INTO account (company_id, department_id, primary_key, display_name, state, locale, time_zone, quota_octets, second_factor, scram_salt, scram_iterations, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
        """;

    private const string UpdateAccount = """
        UPDATE account SET department_id = $2, primary_key = $3, display_name = $4, state = $5, locale = $6, time_zone = $7, quota_octets = $8, second_factor = $9
        WHERE id = $1
        """;

    private const string DeleteCredentialsOfAccount = "DELETE FROM credential WHERE account_id = $1";
    private const string DeleteGrantsOfAccount = "DELETE FROM granted WHERE account_id = $1";
    private const string KeysOfAccount = "SELECT lookup_key FROM address WHERE account_id = $1";
    private const string DeleteAccount = "DELETE FROM account WHERE id = $1";

    private const string InsertAddress = """
        INSERT INTO address (lookup_key, company_id, domain_id, local_part, look, kind, account_id, name, members_only)
        SELECT $1, $2, d.id, $3, $4, $5, $6, $7, $8 FROM domain d WHERE d.name = $9
        """;

    private const string UpdateGroup = "UPDATE address SET name = $2, members_only = $3 WHERE lookup_key = $1 AND kind = 1";
    private const string DeleteMembers = "DELETE FROM member WHERE group_key = $1";
    private const string InsertMember = "INSERT INTO member (group_key, member_key, company_id, position, address) VALUES ($1, $2, $3, $4, $5)";
    private const string CompanyOfAddress = "SELECT company_id FROM address WHERE lookup_key = $1";
    private const string DeleteMemberships = "DELETE FROM member WHERE company_id = $1 AND member_key = $2";
    private const string DeleteGrantsOnGroup = "DELETE FROM granted WHERE kind = 1 AND object = $1";
    private const string DeleteAddress = "DELETE FROM address WHERE lookup_key = $1";

    private const string InsertSender = """
        INSERT INTO granted (account_id, kind, object, company_id) SELECT a.id, 1, $2, a.company_id FROM account a WHERE a.id = $1
        ON CONFLICT (account_id, kind, object) DO NOTHING
        """;

    private const string DeleteSender = "DELETE FROM granted WHERE account_id = $1 AND kind = 1 AND object = $2";
    private const string DeleteRole = "DELETE FROM granted WHERE account_id = $1 AND kind = 0";
    private const string InsertRole = "INSERT INTO granted (account_id, kind, object, company_id) SELECT a.id, 0, $2, a.company_id FROM account a WHERE a.id = $1";

    private const string InsertCredential = """
        INSERT INTO credential (company_id, account_id, kind, scopes, label, verifier, created_at, last_used_at, expires_at)
        SELECT a.company_id, a.id, $2, $3, $4, $5, $6, $7, $8 FROM account a WHERE a.id = $1 RETURNING id
        """;

    private const string DeleteCredential = "DELETE FROM credential WHERE id = $1";
    private const string TouchCredential = "UPDATE credential SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";

    public DateTimeOffset Now => sql.Now;

    public ValueTask<Company> InsertCompanyAsync(string name, EntityState state, string locale, string timeZone)
    {
        var id = Inserted(sql.QueryLong(InsertCompany, name, DirectoryKeys.OfName(name), (int)state, locale, timeZone, Now));
        return new(new Company(new CompanyId(id), name, state, locale, timeZone));
    }

    public ValueTask UpdateCompanyAsync(Company company) =>
        ExecuteAsync(UpdateCompany, company.Id, company.Name, DirectoryKeys.OfName(company.Name), (int)company.State, company.Locale, company.TimeZone);

    public ValueTask DeleteCompanyAsync(CompanyId company)
    {
        // From the leaves up; departments go ten levels deep.
        while (sql.Execute(DeleteDepartmentsOfCompany, company) > 0)
        {
        }
        return ExecuteAsync(DeleteCompany, company);
    }

    public ValueTask<MailDomain> InsertDomainAsync(CompanyId company, DomainName name, bool subAddressing)
    {
        var id = Inserted(sql.QueryLong(InsertDomain, company, name.Ascii, subAddressing, Now));
        return new(new MailDomain(id, company, name, EntityState.Active, null, subAddressing));
    }

    public ValueTask UpdateDomainAsync(MailDomain domain) => ExecuteAsync(UpdateDomain, domain.Id, (int)domain.State, domain.CatchAll, domain.SubAddressing);

    public ValueTask DeleteDomainAsync(long domain) => ExecuteAsync(DeleteDomain, domain);

    public ValueTask<Department> InsertDepartmentAsync(CompanyId company, string name, DepartmentId? parent) =>
        new(new Department(new DepartmentId(Inserted(sql.QueryLong(InsertDepartment, company, parent?.Value, name))), company, name, parent));

    public ValueTask UpdateDepartmentAsync(Department department) => ExecuteAsync(UpdateDepartment, department.Id.Value, department.Parent?.Value, department.Name);

    public ValueTask DeleteDepartmentAsync(DepartmentId department) => ExecuteAsync(DeleteDepartment, department.Value);

    public async ValueTask<Account> InsertAccountAsync(Account draft, byte[] scramSalt, int scramIterations)
    {
        var id = Inserted(sql.QueryLong(
            InsertAccount,
            draft.Company,
            draft.Department?.Value,
            draft.PrimaryAddress.LookupKey,
            draft.DisplayName,
            (int)draft.State,
            draft.Locale,
            draft.TimeZone,
            draft.QuotaOctets,
            draft.SecondFactor,
            scramSalt,
            scramIterations,
            Now));
        var account = draft with { Id = new AccountId(id) };
        await InsertAddressAsync(new AddressEntry.Mailbox(account.PrimaryAddress, account.Company, account.Id));
        MailboxWrites.CreateDefault(sql, account.Id, account.Company, account.Locale, account.QuotaOctets);
        return account;
    }

    public ValueTask UpdateAccountAsync(Account account)
    {
        MailboxWrites.SetQuota(sql, account.Id, account.QuotaOctets);
        return ExecuteAsync(UpdateAccount, account.Id, account.Department?.Value, account.PrimaryAddress.LookupKey, account.DisplayName, (int)account.State, account.Locale, account.TimeZone, account.QuotaOctets, account.SecondFactor);
    }

    public async ValueTask DeleteAccountAsync(AccountId account)
    {
        foreach (var key in sql.Query(KeysOfAccount, static row => row.Text(0), account)) await DeleteAddressAsync(key);
        await ExecuteAsync(DeleteCredentialsOfAccount, account);
        await ExecuteAsync(DeleteGrantsOfAccount, account);
        MailboxWrites.Remove(sql, account);
        await ExecuteAsync(DeleteAccount, account);
    }

    public ValueTask InsertAddressAsync(AddressEntry entry)
    {
        var group = entry as AddressEntry.Group;
        var rows = sql.Execute(
            InsertAddress,
            entry.Address.LookupKey,
            entry.Company,
            entry.Address.LocalPart,
            AddressLook.Of(entry.Address),
            group is null ? 0L : 1L,
            (entry as AddressEntry.Mailbox)?.Account.Value,
            group?.Name,
            group?.MembersOnly ?? false,
            entry.Address.Domain.Ascii);
        if (rows != 1) throw new InvalidOperationException("an address was added at a domain that is not here");
        return group is null ? default : InsertMembersAsync(group);
    }

    public async ValueTask UpdateGroupAsync(AddressEntry.Group group)
    {
        await ExecuteAsync(UpdateGroup, group.Address.LookupKey, group.Name, group.MembersOnly);
        await ExecuteAsync(DeleteMembers, group.Address.LookupKey);
        await InsertMembersAsync(group);
    }

    public async ValueTask DeleteAddressAsync(string lookupKey)
    {
        if (sql.QueryLong(CompanyOfAddress, lookupKey) is not { } company) return;
        await ExecuteAsync(DeleteMemberships, company, lookupKey);
        await ExecuteAsync(DeleteMembers, lookupKey);
        await ExecuteAsync(DeleteGrantsOnGroup, lookupKey);
        await ExecuteAsync(DeleteAddress, lookupKey);
    }

    public ValueTask SetSenderAsync(AccountId account, string groupKey, bool maySend) => ExecuteAsync(maySend ? InsertSender : DeleteSender, account, groupKey);

    public ValueTask<Credential> InsertCredentialAsync(Credential draft)
    {
        var id = Inserted(sql.QueryLong(
            InsertCredential, draft.Account, (int)draft.Kind, (int)draft.Scopes, draft.Label, draft.Verifier, draft.CreatedAt, draft.LastUsedAt, draft.ExpiresAt));
        return new(draft with { Id = new CredentialId(id) });
    }

    public ValueTask DeleteCredentialAsync(CredentialId credential) => ExecuteAsync(DeleteCredential, credential.Value);

    public ValueTask TouchCredentialAsync(CredentialId credential, DateTimeOffset usedAt) => ExecuteAsync(TouchCredential, credential.Value, usedAt);

    public async ValueTask SetRoleAsync(AccountId account, Role role)
    {
        await ExecuteAsync(DeleteRole, account);
        if (role != Role.Member) await ExecuteAsync(InsertRole, account, RoleText(role));
    }

    public ValueTask AuditAsync(AuditEntry entry)
    {
        AuditSql.Insert(sql, entry);
        return default;
    }

    private async ValueTask InsertMembersAsync(AddressEntry.Group group)
    {
        for (var i = 0; i < group.Members.Length; i++)
            await ExecuteAsync(InsertMember, group.Address.LookupKey, group.Members[i].LookupKey, group.Company, i, group.Members[i].ToString());
    }

    private ValueTask ExecuteAsync(string text, params ReadOnlySpan<SqlValue> values)
    {
        sql.Post(text, values);
        return default;
    }

    private static long Inserted(long? id) => id ?? throw new InvalidOperationException("an insert gave no id");
}
