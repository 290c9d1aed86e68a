using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Domains;

/// <summary>
/// Takes a domain's mail for a company. By operators: whoever takes a domain gets all mail this installation sends there.
/// </summary>
/// <param name="Postmaster">Gets postmaster@ and abuse@ (RFC 5321 4.5.1, RFC 2142 2) as aliases; an account of the same company.</param>
public sealed record CreateDomain(CompanyId Company, DomainName Name, bool SubAddressing = true, AccountId? Postmaster = null) : Operation<MailDomain>
{
    public override string Subject => Name.Ascii;

    internal override async ValueTask<OperationResult<MailDomain>> ExecuteAsync(OperationScope scope)
    {
        if (!(await scope.CompanyAsync(Company, Role.Operator)).TryGet(out _, out var refusal)) return refusal.For<MailDomain>();
        if (Name.IsLiteral || !Name.Ascii.Contains('.', StringComparison.Ordinal)) return Refusals.DomainNotAllowed().For<MailDomain>();
        if (await scope.Rows.FindDomainAsync(Name) is not null) return Refusals.DomainTaken(Name).For<MailDomain>();
        if (Postmaster is { } person && (await scope.Rows.FindAccountAsync(person))?.Company != Company) return Refusals.UnknownAccount().For<MailDomain>();
        var domain = await scope.Rows.InsertDomainAsync(Company, Name, SubAddressing);
        if (Postmaster is { } owner)
        {
            foreach (var name in new[] { "postmaster", "abuse" })
                await scope.Rows.InsertAddressAsync(new AddressEntry.Mailbox(new EmailAddress(name, Name), Company, owner));
        }
        return scope.Done(domain, Company);
    }
}
