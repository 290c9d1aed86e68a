using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Lookups;

/// <summary>The questions mail asks of the directory, on the hot path. Unavailable never becomes a 5xx.</summary>
public interface IAddressBook
{
    /// <summary>The domain if its mail is ours.</summary>
    ValueTask<Lookup<MailDomain>> FindDomainAsync(DomainName domain, CancellationToken cancellationToken);

    /// <summary>
    /// What an address stands for: exact, else without its +tag, else the domain's catch-all. NotFound also for a domain that is not
    /// ours; ask <see cref="FindDomainAsync"/> to tell the two apart. postmaster is found in any case (RFC 5321 4.5.1).
    /// </summary>
    ValueTask<Lookup<ResolvedAddress>> ResolveAsync(EmailAddress address, CancellationToken cancellationToken);

    /// <summary>RFC 5321 4.5.1: what RCPT TO:&lt;postmaster&gt; without a domain stands for: the postmaster of the installation's first domain.</summary>
    ValueTask<Lookup<ResolvedAddress>> ResolvePostmasterAsync(CancellationToken cancellationToken);

    ValueTask<Lookup<Account>> FindAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Found when the account may send from the address: its own address, alias, +tag of these, or a group it was granted.</summary>
    ValueTask<Lookup<EmailAddress>> OwnsAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken);

    ValueTask<Lookup<Company>> FindCompanyAsync(CompanyId company, CancellationToken cancellationToken);
}

/// <param name="Entry">What the address stands for.</param>
/// <param name="Tag">The part after '+', where sub-addressing was used.</param>
/// <param name="State">The worst of the company's, domain's and account's states.</param>
public sealed record ResolvedAddress(AddressEntry Entry, string? Tag, EntityState State);
