using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Addresses;

/// <summary>Takes an alias from its account; the address also leaves the company's groups.</summary>
public sealed record RemoveAlias(EmailAddress Address) : Operation<EmailAddress>
{
    public override string Subject => Address.ToString();

    internal override async ValueTask<OperationResult<EmailAddress>> ExecuteAsync(OperationScope scope)
    {
        if (!scope.Access.Is(Role.CompanyAdministrator)) return Refusals.NotPermitted().For<EmailAddress>();
        if (await scope.Rows.FindAddressAsync(Address.LookupKey) is not AddressEntry.Mailbox entry || !scope.Access.Sees(entry.Company)) return Refusals.UnknownAddress(Address).For<EmailAddress>();
        if (!(await scope.AccountAsync(entry.Account, Role.CompanyAdministrator, self: false)).TryGet(out var account, out var refusal)) return refusal.For<EmailAddress>();
        if (account.PrimaryAddress.LookupKey == Address.LookupKey) return Refusals.AddressIsPrimary(Address).For<EmailAddress>();
        if (await scope.CheckNotCatchAllAsync(Address, entry.Company) is { } inUse) return inUse.For<EmailAddress>();
        await scope.Rows.DeleteAddressAsync(Address.LookupKey);
        return scope.Done(entry.Address, entry.Company, entry.Account);
    }
}
