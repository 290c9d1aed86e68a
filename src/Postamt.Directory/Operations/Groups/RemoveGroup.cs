using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Groups;

/// <summary>Removes a group; its address also leaves the groups it was a member of.</summary>
public sealed record RemoveGroup(EmailAddress Address) : Operation<AddressEntry.Group>
{
    public override string Subject => Address.ToString();

    internal override async ValueTask<OperationResult<AddressEntry.Group>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.GroupAsync(Address, Role.CompanyAdministrator)).TryGet(out var group, out var refusal)) return refusal.For<AddressEntry.Group>();
        if (await scope.CheckNotCatchAllAsync(Address, group.Company) is { } inUse) return inUse.For<AddressEntry.Group>();
        await scope.Rows.DeleteAddressAsync(Address.LookupKey);
        return scope.Done(group, group.Company);
    }
}
