using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Accounts;

/// <summary>A new account with its first mailboxes. The address' domain says which company it belongs to.</summary>
/// <param name="DisplayName">Empty: the local part.</param>
/// <param name="Locale">Null: the company's; likewise the time zone.</param>
/// <param name="Password">Null: nobody can sign in until one is set.</param>
public sealed record CreateAccount(EmailAddress Address, string DisplayName = "", string? Locale = null, string? TimeZone = null, long QuotaOctets = 0, DepartmentId? Department = null, Secret? Password = null) : Operation<Account>
{
    public override string Subject => Address.ToString();

    internal override Secret? NewPassword => Password;

    internal override async ValueTask<OperationResult<Account>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.DomainAsync(Address.Domain, Role.CompanyAdministrator)).TryGet(out var domain, out var refusal)) return refusal.For<Account>();
        var bad = TextRules.CheckName("display name", DisplayName, DirectoryLimits.NameLength, mayBeEmpty: true)
            ?? (Locale is null ? null : TextRules.CheckLocale(Locale))
            ?? (TimeZone is null ? null : TextRules.CheckTimeZone(TimeZone))
            ?? (QuotaOctets < 0 ? Refusals.BadQuota() : null)
            ?? await scope.CheckNewAddressAsync(Address, domain);
        if (bad is not null) return bad.For<Account>();
        if (Department is { } id && (await scope.Rows.FindDepartmentAsync(id))?.Company != domain.Company) return Refusals.UnknownDepartment().For<Account>();
        if (await scope.Rows.FindCompanyAsync(domain.Company) is not { } company) return Refusals.UnknownCompany().For<Account>();

        var draft = new Account(default, company.Id, Department, Address, DisplayName.Length == 0 ? Address.LocalPart : DisplayName, EntityState.Active, Locale ?? company.Locale, TimeZone ?? company.TimeZone, QuotaOctets);
        if (Password is not null && !scope.ByMachine && PasswordRules.CheckAgainstName(Password.Value, draft) is { } guessable) return guessable.For<Account>();
        var salt = new byte[ScramKeys.SaltOctets];
        scope.Random.GetBytes(salt);
        var account = await scope.Rows.InsertAccountAsync(draft, salt, ScramKeys.Iterations);
        if (scope.Verifier is { } verifier)
            await scope.Rows.InsertCredentialAsync(new Credential(default, account.Id, CredentialKind.Password, CredentialScopes.All, "", verifier, scope.Rows.Now, null, null));
        return scope.Done(account, company.Id, account.Id);
    }
}
