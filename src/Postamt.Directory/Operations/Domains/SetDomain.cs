using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Domains;

/// <summary>Changes what is not null. State by operators, the rest by the company's administrators.</summary>
/// <param name="CatchAll">An address of the company that takes what no other address of the domain does.</param>
public sealed record SetDomain(DomainName Name, EmailAddress? CatchAll = null, bool NoCatchAll = false, bool? SubAddressing = null, EntityState? State = null) : Operation<MailDomain>
{
    public override string Subject => Name.Ascii;

    internal override async ValueTask<OperationResult<MailDomain>> ExecuteAsync(OperationScope scope)
    {
        var least = State is null ? Role.CompanyAdministrator : Role.Operator;
        if (!(await scope.DomainAsync(Name, least)).TryGet(out var domain, out var refusal)) return refusal.For<MailDomain>();
        var catchAll = NoCatchAll ? null : domain.CatchAll;
        if (CatchAll is not null)
        {
            var entry = await scope.Rows.FindAddressAsync(CatchAll.LookupKey);
            if (entry is null || entry.Company != domain.Company) return Refusals.CatchAllElsewhere(CatchAll).For<MailDomain>();
            catchAll = CatchAll.LookupKey;
        }
        var changed = domain with { CatchAll = catchAll, SubAddressing = SubAddressing ?? domain.SubAddressing, State = State ?? domain.State };
        await scope.Rows.UpdateDomainAsync(changed);
        return scope.Done(changed, domain.Company);
    }
}
