using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>
/// Changes what is not null. People set their own name, language and time zone; administrators also the rest.
/// </summary>
/// <param name="PrimaryAddress">One of the account's aliases; the old one becomes an alias. The login name changes with it.</param>
/// <param name="NoDepartment">Takes the account out of its department.</param>
public sealed record SetAccount(
    AccountId Account,
    string? DisplayName = null,
    EmailAddress? PrimaryAddress = null,
    EntityState? State = null,
    string? Locale = null,
    string? TimeZone = null,
    long? QuotaOctets = null,
    DepartmentId? Department = null,
    bool NoDepartment = false) : Operation<Account>
{
    public override string Subject => $"account {Account}";

    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(OperationScope scope)
    {
        var personal = PrimaryAddress is null && State is null && QuotaOctets is null && Department is null && !NoDepartment;
        if (!(await scope.AccountAsync(Account, Role.CompanyAdministrator, self: personal)).TryGet(out var account, out var refusal)) return refusal.For<Account>();
        if ((CheckTexts() ?? await CheckRowsAsync(scope, account)) is { } bad) return bad.For<Account>();
        var primary = PrimaryAddress is null ? null : (await scope.Rows.FindAddressAsync(PrimaryAddress.LookupKey))?.Address;
        var changed = account with
        {
            DisplayName = DisplayName ?? account.DisplayName,
            PrimaryAddress = primary ?? account.PrimaryAddress,
            State = State ?? account.State,
            Locale = Locale ?? account.Locale,
            TimeZone = TimeZone ?? account.TimeZone,
            QuotaOctets = QuotaOctets ?? account.QuotaOctets,
            Department = NoDepartment ? null : Department ?? account.Department,
        };
        await scope.Rows.UpdateAccountAsync(changed);
        return scope.Done(changed, account.Company, Account);
    }

    private Refusal? CheckTexts() =>
        (DisplayName is null ? null : TextRules.CheckName("display name", DisplayName, DirectoryLimits.NameLength))
        ?? (Locale is null ? null : TextRules.CheckLocale(Locale))
        ?? (TimeZone is null ? null : TextRules.CheckTimeZone(TimeZone))
        ?? (QuotaOctets < 0 ? Refusals.BadQuota() : null);

    private async ValueTask<Refusal?> CheckRowsAsync(OperationScope scope, Account account)
    {
        if (Department is { } id && (await scope.Rows.FindDepartmentAsync(id))?.Company != account.Company) return Refusals.UnknownDepartment();
        if (PrimaryAddress is not null && (await scope.Rows.FindAddressAsync(PrimaryAddress.LookupKey) is not AddressEntry.Mailbox own || own.Account != Account)) return Refusals.NotAnAlias(PrimaryAddress);
        return State is not null and not EntityState.Active ? await scope.CheckNotLastOperatorAsync(account) : null;
    }
}
