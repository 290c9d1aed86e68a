using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Screening.Dkim.Keys;

/// <summary>The keys mail is signed with.</summary>
public interface IDkimKeys
{
    /// <summary>One an algorithm at most; empty where the domain has none that is active, or is not the company's.</summary>
    /// <exception cref="IOException">They cannot be read now.</exception>
    ValueTask<IReadOnlyList<DkimSigningKey>> FindAsync(CompanyId company, DomainName domain, CancellationToken cancellationToken);
}
