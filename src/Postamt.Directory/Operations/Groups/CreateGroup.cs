using Postamt.Directory.Entities;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;
using System.Collections.Immutable;

namespace Postamt.Directory.Operations.Groups;

/// <summary>A group without members.</summary>
/// <param name="MembersOnly">Only members may send to it.</param>
public sealed record CreateGroup(EmailAddress Address, string Name = "", bool MembersOnly = false) : Operation<AddressEntry.Group>
{
    public override string Subject => Address.ToString();

    internal override async ValueTask<OperationResult<AddressEntry.Group>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.DomainAsync(Address.Domain, Role.CompanyAdministrator)).TryGet(out var domain, out var refusal)) return refusal.For<AddressEntry.Group>();
        var bad = TextRules.CheckName("group's name", Name, DirectoryLimits.NameLength, mayBeEmpty: true) ?? await scope.CheckNewAddressAsync(Address, domain);
        if (bad is not null) return bad.For<AddressEntry.Group>();
        var group = new AddressEntry.Group(Address, domain.Company, Name.Length == 0 ? Address.LocalPart : Name, ImmutableArray<EmailAddress>.Empty, MembersOnly);
        await scope.Rows.InsertAddressAsync(group);
        return scope.Done(group, domain.Company);
    }
}
