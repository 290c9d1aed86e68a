using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Lookups;

/// <summary>
/// The address book over the store, with answers kept in memory for at most 30 s and forgotten on every change made here. What is not found is
/// kept apart from what is, so guessing addresses (THREATS 46) pushes no real one out. A fault is never kept.
/// </summary>
public sealed class AddressBook : IAddressBook, IDisposable
{
    /// <summary>How long another node's change may go unseen.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private const int Capacity = 50_000;
    private const string Postmaster = "postmaster";

    /// <summary>RFC 2606 2: nobody has one; our own mail to see whether all is well goes there.</summary>
    private const string NobodysDomain = ".invalid";

    /// <summary>Among so many there is one with people.</summary>
    private const int Few = 10;

    private readonly IDirectoryStore _store;
    private readonly Answers<string, MailDomain> _domains;
    private readonly Answers<string, ResolvedAddress> _addresses;
    private readonly Answers<AccountId, Account> _accounts;
    private readonly Answers<CompanyId, Company> _companies;
    private readonly Answers<(AccountId, string), EmailAddress> _owned;
    private readonly IDisposable _subscription;

    public AddressBook(IDirectoryStore store, IDirectoryChanges changes, TimeProvider time)
    {
        _store = store;
        _domains = new(Capacity, time);
        _addresses = new(Capacity, time);
        _accounts = new(Capacity, time);
        _companies = new(Capacity, time);
        _owned = new(Capacity, time);
        _subscription = changes.Subscribe(change =>
        {
            if (change.CredentialsOnly) return;
            _domains.Clear();
            _addresses.Clear();
            _accounts.Clear();
            _companies.Clear();
            _owned.Clear();
        });
    }

    public ValueTask<Lookup<MailDomain>> FindDomainAsync(DomainName domain, CancellationToken cancellationToken) =>
        _domains.FindAsync(domain.Ascii, _store, reader => reader.FindDomainAsync(domain), cancellationToken);

    public ValueTask<Lookup<ResolvedAddress>> ResolveAsync(EmailAddress address, CancellationToken cancellationToken) =>
        // The tag keeps its case, so the spelling is part of the key.
        _addresses.FindAsync(address.LocalPart + "@" + address.Domain.Ascii, _store, reader => ResolveAsync(reader, address), cancellationToken);

    public async ValueTask<Lookup<ResolvedAddress>> ResolvePostmasterAsync(CancellationToken cancellationToken)
    {
        var first = await _domains.FindAsync("", _store, FirstDomainAsync, cancellationToken);
        return first switch
        {
            Lookup<MailDomain>.Found found => await ResolveAsync(new EmailAddress(Postmaster, found.Value.Name), cancellationToken),
            Lookup<MailDomain>.Unavailable fault => new Lookup<ResolvedAddress>.Unavailable(fault.Reason),
            _ => new Lookup<ResolvedAddress>.NotFound(),
        };
    }

    public ValueTask<Lookup<Account>> FindAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        _accounts.FindAsync(account, _store, reader => reader.FindAccountAsync(account), cancellationToken);

    public ValueTask<Lookup<EmailAddress>> OwnsAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken) =>
        _owned.FindAsync((account, address.LocalPart + "@" + address.Domain.Ascii), _store, reader => OwnsAsync(reader, account, address), cancellationToken);

    public ValueTask<Lookup<Company>> FindCompanyAsync(CompanyId company, CancellationToken cancellationToken) =>
        _companies.FindAsync(company, _store, reader => reader.FindCompanyAsync(company), cancellationToken);

    public void Dispose() => _subscription.Dispose();

    private static async ValueTask<MailDomain?> FirstDomainAsync(IDirectoryReader reader)
    {
        var domains = await reader.ListDomainsAsync(null, 0, Few);
        return domains.FirstOrDefault(domain => !domain.Name.Ascii.EndsWith(NobodysDomain, StringComparison.Ordinal));
    }

    private static async ValueTask<ResolvedAddress?> ResolveAsync(IDirectoryReader reader, EmailAddress address)
    {
        if (await reader.FindDomainAsync(address.Domain) is not { } domain) return null;
        var (entry, tag) = await FindEntryAsync(reader, domain, address);
        if (entry is null) return null;
        var company = await reader.FindCompanyAsync(domain.Company);
        var state = EntityStates.Worst(domain.State, company?.State ?? EntityState.Suspended);
        if (entry is AddressEntry.Mailbox mailbox) state = EntityStates.Worst(state, (await reader.FindAccountAsync(mailbox.Account))?.State ?? EntityState.Suspended);
        return new ResolvedAddress(entry, tag, state);
    }

    private static async ValueTask<(AddressEntry? Entry, string? Tag)> FindEntryAsync(IDirectoryReader reader, MailDomain domain, EmailAddress address)
    {
        if (await reader.FindAddressAsync(address.LookupKey) is { } exact) return (exact, null);
        if (domain.SubAddressing && Untagged(address) is { } plain && await reader.FindAddressAsync(plain.LookupKey) is { } tagged)
            return (tagged, address.LocalPart[(plain.LocalPart.Length + 1)..]);
        if (domain.CatchAll is { } key && await reader.FindAddressAsync(key) is { } rest) return (rest, null);
        // RFC 5321 4.5.1: every domain served has a postmaster, whether or not somebody thought of it.
        if (address.LookupKey == Postmaster + "@" + domain.Name.Ascii && await reader.FindAdministratorAsync(domain.Company) is { } administrator)
            return (new AddressEntry.Mailbox(address, domain.Company, administrator), null);
        return (null, null);
    }

    private static async ValueTask<EmailAddress?> OwnsAsync(IDirectoryReader reader, AccountId account, EmailAddress address)
    {
        if (await reader.FindDomainAsync(address.Domain) is not { } domain) return null;
        var entry = await reader.FindAddressAsync(address.LookupKey);
        if (entry is null && domain.SubAddressing && Untagged(address) is { } plain) entry = await reader.FindAddressAsync(plain.LookupKey);
        return entry switch
        {
            AddressEntry.Mailbox mailbox when mailbox.Account == account => address,
            AddressEntry.Group group when await reader.MaySendAsAsync(account, group.Address.LookupKey) => address,
            _ => null,
        };
    }

    // RFC 5233: what follows the first separator is the detail.
    private static EmailAddress? Untagged(EmailAddress address) =>
        address.LocalPart.IndexOf('+', StringComparison.Ordinal) is > 0 and var at ? new EmailAddress(address.LocalPart[..at], address.Domain) : null;
}
