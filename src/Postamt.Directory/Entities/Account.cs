using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Entities;

/// <summary>A person's (or a function's) mailbox account.</summary>
/// <param name="PrimaryAddress">The address mail is sent from unless another is chosen; the login name.</param>
/// <param name="Locale">BCP 47; the company's unless set.</param>
/// <param name="QuotaOctets">0: no limit.</param>
/// <param name="SecondFactor">On: the person's password opens the web pages only, never a mail protocol.</param>
public sealed record Account(
    AccountId Id,
    CompanyId Company,
    DepartmentId? Department,
    EmailAddress PrimaryAddress,
    string DisplayName,
    EntityState State,
    string Locale,
    string TimeZone,
    long QuotaOctets,
    bool SecondFactor = false);
