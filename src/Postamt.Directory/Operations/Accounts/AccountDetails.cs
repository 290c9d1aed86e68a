using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>An account as a page shows it.</summary>
/// <param name="Addresses">Primary first.</param>
/// <param name="Credentials">Nothing in them opens anything.</param>
public sealed record AccountDetails(Account Account, Role Role, IReadOnlyList<EmailAddress> Addresses, IReadOnlyList<CredentialInfo> Credentials);
