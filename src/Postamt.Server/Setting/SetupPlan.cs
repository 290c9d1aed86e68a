using Postamt.Mail.Addresses;

namespace Postamt.Server.Setting;

/// <summary>What setup is to make.</summary>
internal sealed record SetupPlan(string Company, DomainName Domain, EmailAddress Administrator, string Locale);
