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
    internal async ValueTask<CompanyId> CompanyAsync(string name, CancellationToken cancellationToken) => (await EnsureAsync(new FindCompany(name), new CreateCompany(name), cancellationToken)).Id;

    /// <exception cref="OptionException">It was refused; the message says why.</exception>
    internal async ValueTask DomainAsync(CompanyId company, DomainName domain, CancellationToken cancellationToken) => await EnsureAsync(new FindDomain(domain), new CreateDomain(company, domain), cancellationToken);

    /// <summary>It has this password from now on.</summary>
    /// <exception cref="OptionException">It was refused; the message says why.</exception>
    internal async ValueTask<Account> AccountAsync(EmailAddress address, string name, Secret password, CancellationToken cancellationToken)
    {
        var account = await EnsureAsync(new FindAccount(address), new CreateAccount(address, name), cancellationToken);
        Demand(await data.Operations.RunAsync(new SetPassword(account.Id, password), actor));
        return account;
    }

    /// <summary>What another node has made meanwhile is found at the second look.</summary>
    private async ValueTask<T> EnsureAsync<T>(Query<T> find, Operation<T> create, CancellationToken cancellationToken)
    {
        if (await data.Operations.AskAsync(find, actor, cancellationToken) is OperationResult<T>.Done found) return found.Value;
        var made = await data.Operations.RunAsync(create, actor);
        if (made is OperationResult<T>.Refused && await data.Operations.AskAsync(find, actor, cancellationToken) is OperationResult<T>.Done others) return others.Value;
        return Demand(made);
    }

    private static T Demand<T>(OperationResult<T> result) => result switch
    {
        OperationResult<T>.Done { Value: var value } => value,
        OperationResult<T>.Refused refused => throw new OptionException(refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
