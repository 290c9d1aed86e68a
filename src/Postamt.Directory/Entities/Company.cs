using Postamt.Cluster.Identity;

namespace Postamt.Directory.Entities;

/// <summary>A tenant: what a provider's customer is, or the one company of a small installation.</summary>
/// <param name="Locale">BCP 47: en, de or zh-Hans; what notices to its people are written in.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record Company(CompanyId Id, string Name, EntityState State, string Locale, string TimeZone);

/// <summary>Leaving: still receives, no longer signs in; Suspended: mail is deferred (451), sign-in refused.</summary>
public enum EntityState
{
    Active,
    Suspended,
    Leaving,
}
