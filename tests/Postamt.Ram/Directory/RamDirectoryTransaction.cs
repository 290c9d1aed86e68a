using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;

namespace Postamt.Ram.Directory;

internal sealed class RamDirectoryTransaction(RamRows rows, DateTimeOffset now) : RamDirectoryReader(rows), IDirectoryTransaction
{
    public DateTimeOffset Now { get; } = now;

    public ValueTask<Company> InsertCompanyAsync(string name, EntityState state, string locale, string timeZone)
    {
        var company = new Company(new CompanyId(NextId()), name, state, locale, timeZone);
        Rows = Rows with { Companies = Rows.Companies.Add(company.Id.Value, company) };
        return new(company);
    }

    public ValueTask UpdateCompanyAsync(Company company) => Set(Rows with { Companies = Rows.Companies.SetItem(company.Id.Value, company) });

    public ValueTask DeleteCompanyAsync(CompanyId company) =>
        Set(Rows with { Companies = Rows.Companies.Remove(company.Value), Departments = Rows.Departments.RemoveRange(Rows.Departments.Values.Where(one => one.Company == company).Select(one => one.Id.Value)) });

    public ValueTask<MailDomain> InsertDomainAsync(CompanyId company, DomainName name, bool subAddressing)
    {
        if (Rows.Domains.Values.Any(other => other.Name == name)) throw new InvalidOperationException("the domain is here already");
        var domain = new MailDomain(NextId(), company, name, EntityState.Active, null, subAddressing);
        Rows = Rows with { Domains = Rows.Domains.Add(domain.Id, domain) };
        return new(domain);
    }

    public ValueTask UpdateDomainAsync(MailDomain domain) => Set(Rows with { Domains = Rows.Domains.SetItem(domain.Id, domain) });

    public ValueTask DeleteDomainAsync(long domain) => Set(Rows with { Domains = Rows.Domains.Remove(domain) });

    public ValueTask<Department> InsertDepartmentAsync(CompanyId company, string name, DepartmentId? parent)
    {
        var department = new Department(new DepartmentId(NextId()), company, name, parent);
        Rows = Rows with { Departments = Rows.Departments.Add(department.Id.Value, department) };
        return new(department);
    }

    public ValueTask UpdateDepartmentAsync(Department department) => Set(Rows with { Departments = Rows.Departments.SetItem(department.Id.Value, department) });

    public ValueTask DeleteDepartmentAsync(DepartmentId department) => Set(Rows with { Departments = Rows.Departments.Remove(department.Value) });

    public async ValueTask<Account> InsertAccountAsync(Account draft, byte[] scramSalt, int scramIterations)
    {
        var account = draft with { Id = new AccountId(NextId()) };
        Rows = Rows with { Accounts = Rows.Accounts.Add(account.Id.Value, account), Scram = Rows.Scram.Add(account.Id, (scramSalt, scramIterations)) };
        await InsertAddressAsync(new AddressEntry.Mailbox(account.PrimaryAddress, account.Company, account.Id));
        return account;
    }

    public ValueTask UpdateAccountAsync(Account account) => Set(Rows with { Accounts = Rows.Accounts.SetItem(account.Id.Value, account) });

    public ValueTask DeleteAccountAsync(AccountId account) => Set(Rows with
    {
        Accounts = Rows.Accounts.Remove(account.Value),
        Scram = Rows.Scram.Remove(account),
        Roles = Rows.Roles.Remove(account),
        Senders = Rows.Senders.Except(Rows.Senders.Where(sender => sender.Account == account)),
        Credentials = Rows.Credentials.RemoveRange(Rows.Credentials.Values.Where(one => one.Account == account).Select(one => one.Id.Value)),
        Addresses = Rows.Addresses.RemoveRange(Rows.Addresses.Where(pair => pair.Value is AddressEntry.Mailbox mailbox && mailbox.Account == account).Select(pair => pair.Key)),
    });

    public ValueTask InsertAddressAsync(AddressEntry entry) => Set(Rows with { Addresses = Rows.Addresses.Add(entry.Address.LookupKey, entry) });

    public ValueTask UpdateGroupAsync(AddressEntry.Group group) => Set(Rows with { Addresses = Rows.Addresses.SetItem(group.Address.LookupKey, group) });

    public ValueTask DeleteAddressAsync(string lookupKey)
    {
        if (!Rows.Addresses.TryGetValue(lookupKey, out var gone)) return default;
        var left = Rows.Addresses.Remove(lookupKey);
        foreach (var group in left.Values.OfType<AddressEntry.Group>().Where(one => one.Company == gone.Company && one.Members.Any(member => member.LookupKey == lookupKey)))
            left = left.SetItem(group.Address.LookupKey, group with { Members = group.Members.RemoveAll(member => member.LookupKey == lookupKey) });
        return Set(Rows with { Addresses = left, Senders = Rows.Senders.Except(Rows.Senders.Where(sender => sender.Group == lookupKey)) });
    }

    public ValueTask SetSenderAsync(AccountId account, string groupKey, bool maySend) =>
        Set(Rows with { Senders = maySend ? Rows.Senders.Add((account, groupKey)) : Rows.Senders.Remove((account, groupKey)) });

    public ValueTask<Credential> InsertCredentialAsync(Credential draft)
    {
        var credential = draft with { Id = new CredentialId(NextId()) };
        Rows = Rows with { Credentials = Rows.Credentials.Add(credential.Id.Value, credential) };
        return new(credential);
    }

    public ValueTask DeleteCredentialAsync(CredentialId credential) => Set(Rows with { Credentials = Rows.Credentials.Remove(credential.Value) });

    public ValueTask TouchCredentialAsync(CredentialId credential, DateTimeOffset usedAt) =>
        Rows.Credentials.TryGetValue(credential.Value, out var known) ? Set(Rows with { Credentials = Rows.Credentials.SetItem(credential.Value, known with { LastUsedAt = usedAt }) }) : default;

    public ValueTask SetRoleAsync(AccountId account, Role role) => Set(Rows with { Roles = Rows.Roles.SetItem(account, role) });

    public ValueTask AuditAsync(AuditEntry entry) => Set(Rows with { Audit = Rows.Audit.Add(entry) });

    private ValueTask Set(RamRows rows)
    {
        Rows = rows;
        return default;
    }

    private long NextId()
    {
        Rows = Rows with { LastId = Rows.LastId + 1 };
        return Rows.LastId;
    }
}
