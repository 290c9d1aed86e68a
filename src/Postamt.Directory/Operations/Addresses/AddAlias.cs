using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Addresses;

/// <summary>One more address for an account, at any domain of its company.</summary>
public sealed record AddAlias(AccountId Account, EmailAddress Address) : Operation<EmailAddress>
{
    public override string Subject => Address.ToString();

    internal override async ValueTask<OperationResult<EmailAddress>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.AccountAsync(Account, Role.CompanyAdministrator, self: false)).TryGet(out var account, out var refusal)) return refusal.For<EmailAddress>();
        var domain = await scope.Rows.FindDomainAsync(Address.Domain);
        if (domain is null || domain.Company != account.Company) return Refusals.UnknownDomain(Address.Domain).For<EmailAddress>();
        if (await scope.CheckNewAddressAsync(Address, domain) is { } bad) return bad.For<EmailAddress>();
        if ((await scope.Rows.ListAddressesAsync(Account)).Count >= DirectoryLimits.AddressesPerAccount) return Refusals.TooMany("addresses of an account", DirectoryLimits.AddressesPerAccount).For<EmailAddress>();
        await scope.Rows.InsertAddressAsync(new AddressEntry.Mailbox(Address, account.Company, Account));
        return scope.Done(Address, account.Company, Account);
    }
}
