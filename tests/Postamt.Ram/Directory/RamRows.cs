using System.Collections.Immutable;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Ram.Directory;

/// <summary>All rows of the directory at one moment; a change makes a new one, so undoing is keeping the old.</summary>
internal sealed record RamRows
{
    public long LastId { get; init; }

    public ImmutableSortedDictionary<long, Company> Companies { get; init; } = ImmutableSortedDictionary<long, Company>.Empty;

    public ImmutableSortedDictionary<long, MailDomain> Domains { get; init; } = ImmutableSortedDictionary<long, MailDomain>.Empty;

    public ImmutableSortedDictionary<long, Department> Departments { get; init; } = ImmutableSortedDictionary<long, Department>.Empty;

    public ImmutableSortedDictionary<long, Account> Accounts { get; init; } = ImmutableSortedDictionary<long, Account>.Empty;

    public ImmutableSortedDictionary<string, AddressEntry> Addresses { get; init; } = ImmutableSortedDictionary.Create<string, AddressEntry>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<long, Credential> Credentials { get; init; } = ImmutableSortedDictionary<long, Credential>.Empty;

    public ImmutableDictionary<AccountId, (byte[] Salt, int Iterations)> Scram { get; init; } = ImmutableDictionary<AccountId, (byte[], int)>.Empty;

    public ImmutableDictionary<AccountId, Role> Roles { get; init; } = ImmutableDictionary<AccountId, Role>.Empty;

    public ImmutableHashSet<(AccountId Account, string Group)> Senders { get; init; } = [];

    public ImmutableList<AuditEntry> Audit { get; init; } = [];
}
