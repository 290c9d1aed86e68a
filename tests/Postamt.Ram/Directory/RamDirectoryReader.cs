using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Ram.Directory;

internal class RamDirectoryReader(RamRows rows) : IDirectoryReader
{
    public RamRows Rows { get; protected set; } = rows;

    public ValueTask<Company?> FindCompanyAsync(CompanyId id) => new(Rows.Companies.GetValueOrDefault(id.Value));

    public ValueTask<Company?> FindCompanyAsync(string name) => new(Rows.Companies.Values.FirstOrDefault(company => DirectoryKeys.OfName(company.Name) == DirectoryKeys.OfName(name)));

    public ValueTask<IReadOnlyList<Company>> ListCompaniesAsync(CompanyId after, int limit) => List(Rows.Companies.Values.Where(company => company.Id.Value > after.Value), limit);

    public ValueTask<MailDomain?> FindDomainAsync(DomainName name) => new(Rows.Domains.Values.FirstOrDefault(domain => domain.Name == name));

    public ValueTask<IReadOnlyList<MailDomain>> ListDomainsAsync(CompanyId? company, long after, int limit) =>
        List(Rows.Domains.Values.Where(domain => domain.Id > after && (company is null || domain.Company == company)), limit);

    public ValueTask<IReadOnlyList<Department>> ListDepartmentsAsync(CompanyId company) => List(Rows.Departments.Values.Where(department => department.Company == company), int.MaxValue);

    public ValueTask<Account?> FindAccountAsync(AccountId id) => new(Rows.Accounts.GetValueOrDefault(id.Value));

    public ValueTask<IReadOnlyList<Account>> ListAccountsAsync(CompanyId? company, AccountId after, int limit) =>
        List(Rows.Accounts.Values.Where(account => account.Id.Value > after.Value && (company is null || account.Company == company)), limit);

    public ValueTask<AddressEntry?> FindAddressAsync(string lookupKey) => new(Rows.Addresses.GetValueOrDefault(lookupKey));

    public ValueTask<IReadOnlyList<EmailAddress>> ListAddressesAsync(AccountId account)
    {
        var primary = Rows.Accounts.GetValueOrDefault(account.Value)?.PrimaryAddress.LookupKey;
        var own = Rows.Addresses.Values.OfType<AddressEntry.Mailbox>().Where(entry => entry.Account == account).Select(entry => entry.Address);
        return List(own.OrderBy(address => address.LookupKey == primary ? 0 : 1), int.MaxValue);
    }

    public ValueTask<IReadOnlyList<AddressEntry>> ListAddressesAsync(CompanyId company, string afterKey, int limit) =>
        List(Rows.Addresses.Where(pair => string.CompareOrdinal(pair.Key, afterKey) > 0 && pair.Value.Company == company).Select(pair => pair.Value), limit);

    public ValueTask<IReadOnlyList<Credential>> ListCredentialsAsync(AccountId account) => List(Rows.Credentials.Values.Where(credential => credential.Account == account), int.MaxValue);

    public ValueTask<(byte[] Salt, int Iterations)?> FindScramParametersAsync(AccountId account) => new(Rows.Scram.TryGetValue(account, out var scram) ? scram : null);

    public ValueTask<Role> FindRoleAsync(AccountId account) => new(Rows.Roles.GetValueOrDefault(account));

    public ValueTask<IReadOnlyList<RoleHolder>> ListRoleHoldersAsync(CompanyId? company, AccountId after, int limit) =>
        List(Rows.Accounts.Values.Where(account => account.Id.Value > after.Value && (company is null || account.Company == company))
            .Select(account => new RoleHolder(account, Rows.Roles.GetValueOrDefault(account.Id))).Where(holder => holder.Role != Role.Member), limit);

    public ValueTask<Department?> FindDepartmentAsync(DepartmentId id) => new(Rows.Departments.GetValueOrDefault(id.Value));

    public ValueTask<bool> IsDepartmentInUseAsync(DepartmentId id) =>
        new(Rows.Accounts.Values.Any(account => account.Department == id) || Rows.Departments.Values.Any(department => department.Parent == id));

    public ValueTask<bool> IsDomainInUseAsync(DomainName name) => new(Rows.Addresses.Values.Any(entry => entry.Address.Domain == name));

    public ValueTask<AddressEntry?> FindLookalikeAsync(string look) => new(Rows.Addresses.Values.FirstOrDefault(entry => AddressLook.Of(entry.Address) == look));

    public ValueTask<Credential?> FindCredentialAsync(CredentialId id) => new(Rows.Credentials.GetValueOrDefault(id.Value));

    public ValueTask<int> CountOperatorsAsync() =>
        new(Rows.Accounts.Values.Count(account => account.State == EntityState.Active && Rows.Roles.GetValueOrDefault(account.Id) == Role.Operator && Rows.Companies[account.Company.Value].State == EntityState.Active));

    public ValueTask<AccountId?> FindAdministratorAsync(CompanyId company) =>
        new(Rows.Accounts.Values
            .Where(account => account.Company == company && account.State == EntityState.Active && Rows.Roles.GetValueOrDefault(account.Id) >= Role.CompanyAdministrator)
            .OrderByDescending(account => Rows.Roles[account.Id])
            .ThenBy(account => account.Id.Value)
            .FirstOrDefault()?.Id);

    public ValueTask<bool> MaySendAsAsync(AccountId account, string groupKey) => new(Rows.Senders.Contains((account, groupKey)));

    public ValueTask<IReadOnlyList<AccountId>> ListSendersAsync(string groupKey) =>
        List(Rows.Senders.Where(sender => sender.Group == groupKey).Select(sender => sender.Account).OrderBy(account => account.Value), int.MaxValue);

    public ValueTask<LoginRecord?> FindLoginAsync(string lookupKey)
    {
        var account = Rows.Accounts.Values.FirstOrDefault(one => one.PrimaryAddress.LookupKey == lookupKey);
        if (account is null) return new((LoginRecord?)null);
        var domain = Rows.Domains.Values.FirstOrDefault(one => one.Name == account.PrimaryAddress.Domain);
        var state = EntityStates.Worst(account.State, EntityStates.Worst(domain?.State ?? EntityState.Suspended, Rows.Companies[account.Company.Value].State));
        var (salt, iterations) = Rows.Scram[account.Id];
        return new(new LoginRecord(account, state, Rows.Roles.GetValueOrDefault(account.Id), [.. Rows.Credentials.Values.Where(one => one.Account == account.Id)], salt, iterations));
    }

    private static ValueTask<IReadOnlyList<T>> List<T>(IEnumerable<T> rows, int limit) => new([.. rows.Take(limit)]);
}
