using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;
using System.Collections.Immutable;

namespace Postamt.Directory.Operations.Groups;

/// <summary>
/// Changes what is given. Members are addresses: those at the company's own domains have to exist, all others are outside. A group may hold
/// itself or a group that holds it; expansion visits each address once.
/// </summary>
/// <param name="AddSenders">Accounts of the company that may send as the group.</param>
public sealed record SetGroup(
    EmailAddress Address,
    string? Name = null,
    bool? MembersOnly = null,
    ImmutableArray<EmailAddress>? Add = null,
    ImmutableArray<EmailAddress>? Remove = null,
    ImmutableArray<AccountId>? AddSenders = null,
    ImmutableArray<AccountId>? RemoveSenders = null) : Operation<AddressEntry.Group>
{
    public override string Subject => Address.ToString();

    internal override async ValueTask<OperationResult<AddressEntry.Group>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.GroupAsync(Address, Role.CompanyAdministrator)).TryGet(out var group, out var refusal)) return refusal.For<AddressEntry.Group>();
        if (Name is not null && TextRules.CheckName("group's name", Name, DirectoryLimits.NameLength) is { } bad) return bad.For<AddressEntry.Group>();
        if ((await CheckMembersAsync(scope, group.Company) ?? await CheckSendersAsync(scope, group.Company)) is { } wrong) return wrong.For<AddressEntry.Group>();
        var members = Members(group);
        if (members.Length > DirectoryLimits.GroupMembers) return Refusals.TooMany("members of a group", DirectoryLimits.GroupMembers).For<AddressEntry.Group>();
        var changed = group with { Name = Name ?? group.Name, MembersOnly = MembersOnly ?? group.MembersOnly, Members = members };
        await scope.Rows.UpdateGroupAsync(changed);
        foreach (var account in Given(AddSenders)) await scope.Rows.SetSenderAsync(account, group.Address.LookupKey, maySend: true);
        foreach (var account in Given(RemoveSenders)) await scope.Rows.SetSenderAsync(account, group.Address.LookupKey, maySend: false);
        return scope.Done(changed, group.Company);
    }

    private ImmutableArray<EmailAddress> Members(AddressEntry.Group group)
    {
        var gone = Given(Remove).Select(member => member.LookupKey).ToHashSet(StringComparer.Ordinal);
        return [.. group.Members.Concat(Given(Add)).Where(member => !gone.Contains(member.LookupKey)).DistinctBy(member => member.LookupKey)];
    }

    private async ValueTask<Refusal?> CheckMembersAsync(OperationScope scope, CompanyId company)
    {
        foreach (var member in Given(Add))
        {
            // Only the company's own domains are looked into: whether another company's address exists is not told here.
            var domain = await scope.Rows.FindDomainAsync(member.Domain);
            if (domain?.Company == company && await scope.Rows.FindAddressAsync(member.LookupKey) is null) return Refusals.NoSuchMember(member);
        }
        return null;
    }

    private async ValueTask<Refusal?> CheckSendersAsync(OperationScope scope, CompanyId company)
    {
        foreach (var sender in Given(AddSenders).Concat(Given(RemoveSenders)))
        {
            if ((await scope.Rows.FindAccountAsync(sender))?.Company != company) return Refusals.UnknownAccount();
        }
        return null;
    }

    private static ImmutableArray<T> Given<T>(ImmutableArray<T>? list) => list is { IsDefault: false } given ? given : [];
}
