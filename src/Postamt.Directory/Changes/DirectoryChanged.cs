using Postamt.Cluster.Identity;

namespace Postamt.Directory.Changes;

/// <summary>Something in the directory is different since a commit.</summary>
/// <param name="Company">Whose.</param>
/// <param name="Account">The one account it is about; null when it may be any of the company.</param>
/// <param name="CredentialsOnly">Addresses, names and states are as before.</param>
public sealed record DirectoryChanged(CompanyId Company, AccountId? Account = null, bool CredentialsOnly = false)
{
    /// <summary>Changes may have been missed: nothing that is remembered can be relied on.</summary>
    public static DirectoryChanged Everything { get; } = new(CompanyId.Installation);

    /// <summary>Whether something of that company's account may have changed.</summary>
    public bool Concerns(CompanyId company, AccountId account) => this == Everything || (Account is { } one ? one == account : Company == company);
}
