using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations.Domains;

public sealed record FindDomain(DomainName Name) : Query<MailDomain>
{
    internal override async ValueTask<OperationResult<MailDomain>> ExecuteAsync(QueryScope scope) =>
        (await scope.DomainAsync(Name, Role.HelpDesk)).TryGet(out var domain, out var refusal)
            ? new OperationResult<MailDomain>.Done(domain)
            : refusal.For<MailDomain>();
}
