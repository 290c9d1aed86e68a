using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Domains;

/// <summary>Gives up a domain that has no addresses left; by operators, as taking one is.</summary>
public sealed record RemoveDomain(DomainName Name) : Operation<MailDomain>
{
    public override string Subject => Name.Ascii;

    internal override async ValueTask<OperationResult<MailDomain>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.DomainAsync(Name, Role.Operator)).TryGet(out var domain, out var refusal)) return refusal.For<MailDomain>();
        if (await scope.Rows.IsDomainInUseAsync(Name)) return Refusals.DomainNotEmpty(Name).For<MailDomain>();
        await scope.Rows.DeleteDomainAsync(domain.Id);
        return scope.Done(domain, domain.Company);
    }
}
