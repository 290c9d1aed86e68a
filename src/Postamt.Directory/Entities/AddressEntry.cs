using System.Collections.Immutable;
using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Entities;

/// <summary>What an address of ours stands for. Addresses are unique in the installation by their lookup key.</summary>
public abstract record AddressEntry(EmailAddress Address, CompanyId Company)
{
    /// <summary>The account's own address or an alias of it; the account may send from it.</summary>
    public sealed record Mailbox(EmailAddress Address, CompanyId Company, AccountId Account) : AddressEntry(Address, Company);

    /// <summary>A group: expands to its members, inside and outside. The members are addresses, at most 10 000.</summary>
    /// <param name="MembersOnly">Only members may send to it.</param>
    public sealed record Group(EmailAddress Address, CompanyId Company, string Name, ImmutableArray<EmailAddress> Members, bool MembersOnly) : AddressEntry(Address, Company);
}
