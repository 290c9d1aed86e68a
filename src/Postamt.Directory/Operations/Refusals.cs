using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations;

/// <summary>
/// Every refusal of the directory: stable code, sentence for people. What lies in another company is refused with the words for what does
/// not exist (THREATS 111): such a text holds only what the asker wrote.
/// </summary>
internal static class Refusals
{
    public const string UnavailableCode = "unavailable";

    public static Refusal Unavailable() => new(UnavailableCode, "The directory cannot be reached now; try again in a moment.");

    public static Refusal Busy() => new(UnavailableCode, "Too many passwords are being checked at the same time; try again in a moment.");

    public static Refusal NotPermitted() => new("not-permitted", "You may not do this; ask an administrator of your company or the operator.");

    public static Refusal UnknownCompany() => new("unknown-company", "There is no such company.");

    public static Refusal UnknownDomain(DomainName domain) => new("unknown-domain", $"There is no domain {domain.Unicode} here; add it first.");

    public static Refusal UnknownDepartment() => new("unknown-department", "There is no such department.");

    public static Refusal UnknownAccount() => new("unknown-account", "There is no such account.");

    public static Refusal UnknownAddress(EmailAddress address) => new("unknown-address", $"There is no address {address} here.");

    public static Refusal UnknownGroup(EmailAddress address) => new("unknown-group", $"There is no group {address} here.");

    public static Refusal UnknownCredential() => new("unknown-credential", "There is no such password or app password.");

    public static Refusal CompanyTaken(string name) => new("company-taken", $"There is a company named {name} already.");

    public static Refusal CompanyNotEmpty() => new("company-not-empty", "The company still has domains or accounts; remove these first.");

    public static Refusal DomainTaken(DomainName domain) => new("domain-taken", $"The domain {domain.Unicode} is here already.");

    public static Refusal DomainNotAllowed() => new("domain-not-allowed", "A mail domain has at least two parts, such as example.com, and is not a number in brackets.");

    public static Refusal DomainNotEmpty(DomainName domain) => new("domain-not-empty", $"There are still addresses at {domain.Unicode}; remove or move these first.");

    public static Refusal DomainLeaving(DomainName domain) => new("domain-not-active", $"The domain {domain.Unicode} takes no new addresses while it is suspended or leaving.");

    public static Refusal DepartmentTaken(string name) => new("department-taken", $"There is a department named {name} there already.");

    public static Refusal DepartmentNotEmpty() => new("department-not-empty", "The department still has accounts or departments below it; move these first.");

    public static Refusal DepartmentInItself() => new("department-in-itself", "A department cannot be moved below itself.");

    public static Refusal DepartmentTooDeep() => new("department-too-deep", $"Departments go at most {DirectoryLimits.DepartmentDepth} levels deep.");

    public static Refusal AddressTaken(EmailAddress address) => new("address-taken", $"The address {address} is taken.");

    public static Refusal AddressLooksAlike(EmailAddress address, EmailAddress other) => new("address-looks-alike", $"The address {address} looks like {other}, which is taken; choose one that people can tell apart.");

    public static Refusal AddressNotAllowed(EmailAddress address, string why) => new("address-not-allowed", $"The address {address} cannot be used: {why}.");

    public static Refusal AddressIsPrimary(EmailAddress address) => new("address-is-primary", $"{address} is the account's own address; give the account another one first, or remove the account.");

    public static Refusal AddressIsCatchAll(EmailAddress address) => new("address-is-catch-all", $"{address} takes what no other address of its domain does; choose another catch-all first.");

    public static Refusal NotAnAlias(EmailAddress address) => new("not-an-alias", $"{address} is not one of the account's addresses; add it as an alias first.");

    public static Refusal CatchAllElsewhere(EmailAddress address) => new("catch-all-elsewhere", $"The catch-all has to be an address of the same company; {address} is not.");

    public static Refusal NoSuchMember(EmailAddress address) => new("unknown-member", $"There is no address {address} here; only addresses that exist can be members.");

    public static Refusal LastOperator() => new("last-operator", "This is the last operator; make somebody else an operator first.");

    public static Refusal TooMany(string what, int limit) => new("too-many", $"There can be at most {limit} {what}.");

    public static Refusal BadText(string what, string why) => new("bad-text", $"The {what} cannot be used: {why}.");

    public static Refusal BadPassword(string why) => new("bad-password", $"The password cannot be used: {why}.");

    public static Refusal BadScopes() => new("bad-scopes", "An app password opens at least one of smtp, imap, pop3, sieve, jmap and dav, and never the web pages.");

    public static Refusal BadExpiry() => new("bad-expiry", "The end of an app password lies in the future.");

    public static Refusal BadQuota() => new("bad-quota", "A quota is a number of octets, or 0 for none.");

    public static Refusal BadCursor() => new("bad-cursor", "The place to go on from is not one that a list gave out; list from the beginning.");

    public static Refusal BadPageSize() => new("bad-page-size", $"A page has between 1 and {DirectoryLimits.PageSize} rows.");

    public static Refusal UnknownLocale(string locale) => new("unknown-locale", $"{Shown(locale)} is not a language tag; use en, de or zh-Hans.");

    public static Refusal UnknownTimeZone(string zone) => new("unknown-time-zone", $"{Shown(zone)} is not a time zone of the IANA list; use a name such as Europe/Berlin.");

    private static string Shown(string text) => text.Length <= 64 && !text.Any(char.IsControl) ? text : "This";
}
