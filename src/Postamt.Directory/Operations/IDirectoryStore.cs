using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Operations;

/// <summary>Rows of the directory for the operations above it. Rules (permissions, validation, uniqueness of looks) live in the operations.</summary>
public interface IDirectoryStore
{
    /// <summary>
    /// Runs <paramref name="work"/> in one transaction with everything it writes, audit row included; the transaction is undone when the work says so by
    /// returning a refusal, or throws. The embedded engine runs it on the writer's thread: it must await nothing but the transaction's own methods.
    /// </summary>
    ValueTask<Lookup<OperationResult<T>>> WriteAsync<T>(Func<IDirectoryTransaction, ValueTask<OperationResult<T>>> work);

    /// <summary>Found with what the work gave, null included, or Unavailable; never NotFound.</summary>
    ValueTask<Lookup<T>> ReadAsync<T>(Func<IDirectoryReader, ValueTask<T>> work, CancellationToken cancellationToken);
}

/// <summary>Reads; a company id narrows to that company where it is asked for.</summary>
public interface IDirectoryReader
{
    ValueTask<Company?> FindCompanyAsync(CompanyId id);
    ValueTask<Company?> FindCompanyAsync(string name);
    ValueTask<IReadOnlyList<Company>> ListCompaniesAsync(CompanyId after, int limit);
    ValueTask<MailDomain?> FindDomainAsync(DomainName name);
    ValueTask<IReadOnlyList<MailDomain>> ListDomainsAsync(CompanyId? company, long after, int limit);
    ValueTask<IReadOnlyList<Department>> ListDepartmentsAsync(CompanyId company);
    ValueTask<Account?> FindAccountAsync(AccountId id);
    ValueTask<IReadOnlyList<Account>> ListAccountsAsync(CompanyId? company, AccountId after, int limit);
    /// <summary>By lookup key, exact.</summary>
    ValueTask<AddressEntry?> FindAddressAsync(string lookupKey);
    /// <summary>All addresses of an account, primary first.</summary>
    ValueTask<IReadOnlyList<EmailAddress>> ListAddressesAsync(AccountId account);
    ValueTask<IReadOnlyList<AddressEntry>> ListAddressesAsync(CompanyId company, string afterKey, int limit);
    ValueTask<IReadOnlyList<Credential>> ListCredentialsAsync(AccountId account);
    /// <summary>SCRAM salt and iterations shared by the account's app passwords.</summary>
    ValueTask<(byte[] Salt, int Iterations)?> FindScramParametersAsync(AccountId account);
    ValueTask<Role> FindRoleAsync(AccountId account);
    /// <summary>Accounts with a role above member, by id.</summary>
    ValueTask<IReadOnlyList<RoleHolder>> ListRoleHoldersAsync(CompanyId? company, AccountId after, int limit);
    ValueTask<Department?> FindDepartmentAsync(DepartmentId id);
    /// <summary>Whether an account, or a department below it, is in the department.</summary>
    ValueTask<bool> IsDepartmentInUseAsync(DepartmentId id);
    /// <summary>Whether any address, of an account or a group, is at the domain.</summary>
    ValueTask<bool> IsDomainInUseAsync(DomainName name);
    /// <summary>An address whose <see cref="Rules.AddressLook"/> is the given one; null when none has it.</summary>
    ValueTask<AddressEntry?> FindLookalikeAsync(string look);
    ValueTask<Credential?> FindCredentialAsync(CredentialId id);
    /// <summary>Active accounts with the role Operator in active companies.</summary>
    ValueTask<int> CountOperatorsAsync();
    /// <summary>The company's active account with the highest administrating role, the oldest of these; null when it has none.</summary>
    ValueTask<AccountId?> FindAdministratorAsync(CompanyId company);
    /// <summary>Whether the account was granted to send as the group with that lookup key.</summary>
    ValueTask<bool> MaySendAsAsync(AccountId account, string groupKey);
    /// <summary>The accounts that may send as the group, by id.</summary>
    ValueTask<IReadOnlyList<AccountId>> ListSendersAsync(string groupKey);
    /// <summary>All a sign-in needs in one question, by the account's primary address; the same work is done for a name that is unknown.</summary>
    ValueTask<LoginRecord?> FindLoginAsync(string lookupKey);
}

public interface IDirectoryTransaction : IDirectoryReader
{
    DateTimeOffset Now { get; }
    ValueTask<Company> InsertCompanyAsync(string name, EntityState state, string locale, string timeZone);
    ValueTask UpdateCompanyAsync(Company company);
    ValueTask DeleteCompanyAsync(CompanyId company);
    ValueTask<MailDomain> InsertDomainAsync(CompanyId company, DomainName name, bool subAddressing);
    ValueTask UpdateDomainAsync(MailDomain domain);
    ValueTask DeleteDomainAsync(long domain);
    ValueTask<Department> InsertDepartmentAsync(CompanyId company, string name, DepartmentId? parent);
    ValueTask UpdateDepartmentAsync(Department department);
    ValueTask DeleteDepartmentAsync(DepartmentId department);
    /// <summary>Inserts the account, its primary address, its SCRAM salt and its first mailboxes (names by locale), subscribed.</summary>
    ValueTask<Account> InsertAccountAsync(Account draft, byte[] scramSalt, int scramIterations);
    ValueTask UpdateAccountAsync(Account account);
    /// <summary>Removes the account with its addresses, credentials, mailboxes and messages.</summary>
    ValueTask DeleteAccountAsync(AccountId account);
    ValueTask InsertAddressAsync(AddressEntry entry);
    /// <summary>Replaces a group's name, members and rule.</summary>
    ValueTask UpdateGroupAsync(AddressEntry.Group group);
    /// <summary>Removes the address, what was granted on it, and its membership in the company's groups.</summary>
    ValueTask DeleteAddressAsync(string lookupKey);
    ValueTask SetSenderAsync(AccountId account, string groupKey, bool maySend);
    ValueTask<Credential> InsertCredentialAsync(Credential draft);
    ValueTask DeleteCredentialAsync(CredentialId credential);
    ValueTask TouchCredentialAsync(CredentialId credential, DateTimeOffset usedAt);
    ValueTask SetRoleAsync(AccountId account, Role role);
    ValueTask AuditAsync(AuditEntry entry);
}
