using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Roles;
using Postamt.Mail.Addresses;
using Postamt.Screening.Dkim.Keys;
using Postamt.Server.Hosting;

namespace Postamt.Server.Setting;

/// <summary>
/// Makes company, domain, first administrator and the addresses every domain has. What is there already is taken as it is, so that a setup
/// that was refused half way, or is run again for its DNS records, goes on.
/// </summary>
internal sealed class SetupFilling(OfficeData office, SetupPlan plan)
{
    private static readonly Actor Self = Actor.Operator("setup");

    // RFC 2142 5 and 6: who runs a mail domain is reached there.
    private static readonly string[] EveryDomainHas = ["postmaster", "abuse"];

    /// <summary>Whether the administrator's account is there already; its password stays then.</summary>
    internal async ValueTask<bool> HasAdministratorAsync() => await office.Operations.AskAsync(new FindAccount(plan.Administrator), Self, default) is OperationResult<Account>.Done;

    /// <summary>Why it was refused; null when all is there.</summary>
    /// <param name="password">Null only when <see cref="HasAdministratorAsync"/>.</param>
    internal async ValueTask<(string Code, string Text)?> RunAsync(Secret? password)
    {
        // Asked before anything is made, so that a refused setup leaves no empty company behind.
        var domain = (await office.Operations.AskAsync(new FindDomain(plan.Domain), Self, default) as OperationResult<MailDomain>.Done)?.Value;
        var known = (await office.Operations.AskAsync(new FindCompany(plan.Company), Self, default) as OperationResult<Company>.Done)?.Value;
        if (domain is not null && domain.Company != known?.Id) return ("domain-taken", $"The domain {plan.Domain.Unicode} belongs to another company here; give its name with --company.");
        var made = known is not null ? new Made<Company>(known, null) : Made<Company>.Of(await office.Operations.RunAsync(new CreateCompany(plan.Company, plan.Locale), Self));
        if (!made.TryGet(out var company, out var refused)) return refused;
        if (domain is null && Why(await office.Operations.RunAsync(new CreateDomain(company.Id, plan.Domain), Self)) is { } noDomain) return noDomain;
        if (!(await AccountAsync(password)).TryGet(out var account, out refused)) return refused;
        if (account.Company != company.Id) return ("account-elsewhere", $"{plan.Administrator} belongs to another company.");
        return Why(await office.Operations.RunAsync(new SetRole(account.Id, Role.Operator), Self)) ?? await AddressesAsync(account);
    }

    /// <summary>What the domain's mail is signed with; the first key where there was none.</summary>
    internal async ValueTask<IReadOnlyList<DkimKeyEntry>> KeysAsync(CancellationToken cancellationToken)
    {
        if (await office.Operations.AskAsync(new FindDomain(plan.Domain), Self, cancellationToken) is not OperationResult<MailDomain>.Done { Value: var domain }) return [];
        var keys = await office.DkimKeys.ListAsync(domain.Company, domain.Name, cancellationToken);
        return keys.Count > 0 ? keys : [await office.DkimKeys.CreateAsync(domain.Company, domain.Name, isEd25519: false, null, Self, cancellationToken)];
    }

    private async ValueTask<Made<Account>> AccountAsync(Secret? password) =>
        await office.Operations.AskAsync(new FindAccount(plan.Administrator), Self, default) is OperationResult<Account>.Done { Value: var found }
            ? new Made<Account>(found, null)
            : Made<Account>.Of(await office.Operations.RunAsync(new CreateAccount(plan.Administrator, Password: password), Self));

    private async ValueTask<(string Code, string Text)?> AddressesAsync(Account account)
    {
        foreach (var name in EveryDomainHas)
        {
            var alias = new EmailAddress(name, plan.Domain);
            if (alias.LookupKey == plan.Administrator.LookupKey) continue;
            // Taken: somebody's already, or a group's, and mail to it is read.
            if (Why(await office.Operations.RunAsync(new AddAlias(account.Id, alias), Self)) is { Code: not "address-taken" } refused) return refused;
        }
        return null;
    }

    private static (string Code, string Text)? Why<T>(OperationResult<T> result) =>
        result is OperationResult<T>.Refused refused ? (refused.Code, refused.Text) : null;

    private readonly record struct Made<T>(T? Value, (string Code, string Text)? Refused)
        where T : class
    {
        internal static Made<T> Of(OperationResult<T> result) => new((result as OperationResult<T>.Done)?.Value, Why(result));

        internal bool TryGet([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, out (string Code, string Text)? refused)
        {
            (value, refused) = this;
            return value is not null;
        }
    }
}
