using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Entities;

/// <summary>A domain whose mail is ours; belongs to exactly one company.</summary>
/// <param name="CatchAll">Lookup key of the address that takes what no other address does; null for none.</param>
/// <param name="SubAddressing">Whether user+tag@ reaches user@ (RFC 5233).</param>
public sealed record MailDomain(long Id, CompanyId Company, DomainName Name, EntityState State, string? CatchAll, bool SubAddressing);
