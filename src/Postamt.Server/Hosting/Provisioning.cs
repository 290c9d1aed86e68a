using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Credentials;
using Postamt.Directory.Operations.Domains;
using Postamt.Mail.Addresses;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>Companies, domains and accounts that are to be there: made where they are missing, and otherwise left as they are.</summary>
internal sealed class Provisioning(OfficeData data, Actor actor)
{
    /// <exception cref="OptionException">It was refused; the message says why.</exception>
    internal async ValueTask<CompanyId> CompanyAsync(string name, CancellationToken cancellationToken) =>
        await data.Operations.AskAsync(new FindCompany(name), actor, cancellationToken) is OperationResult<Company>.Done { Value: var found }
            ? found.Id
            : Demand(await data.Operations.RunAsync(new CreateCompany(name), actor)).Id;

    /// <exception cref="OptionException">It was refused; the message says why.</exception>
    internal async ValueTask DomainAsync(CompanyId company, DomainName domain, CancellationToken cancellationToken)
    {
        if (await data.Operations.AskAsync(new FindDomain(domain), actor, cancellationToken) is OperationResult<MailDomain>.Refused)
            Demand(await data.Operations.RunAsync(new CreateDomain(company, domain), actor));
    }

    /// <summary>It has this password from now on.</summary>
    /// <exception cref="OptionException">It was refused; the message says why.</exception>
    internal async ValueTask<Account> AccountAsync(EmailAddress address, string name, Secret password, CancellationToken cancellationToken)
    {
        if (await data.Operations.AskAsync(new FindAccount(address), actor, cancellationToken) is not OperationResult<Account>.Done { Value: var found })
            return Demand(await data.Operations.RunAsync(new CreateAccount(address, name, Password: password), actor));
        Demand(await data.Operations.RunAsync(new SetPassword(found.Id, password), actor));
        return found;
    }

    private static T Demand<T>(OperationResult<T> result) => result switch
    {
        OperationResult<T>.Done { Value: var value } => value,
        OperationResult<T>.Refused refused => throw new OptionException(refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
