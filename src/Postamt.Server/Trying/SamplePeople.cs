using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Credentials;
using Postamt.Directory.Operations.Domains;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;
using Postamt.Server.Options;

namespace Postamt.Server.Trying;

internal sealed record SampleAccount(EmailAddress Address, string Password);

/// <summary>The sample company and its people; what exists already in the folder is kept and gets the password anew.</summary>
/// <param name="accounts">Null: three people with names.</param>
/// <param name="password">Null: a made-up one, the same for all.</param>
internal sealed class SamplePeople(int? accounts, string? password)
{
    private static readonly Actor Self = Actor.System("try");

    private readonly string _password = password ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 14);

    internal int Count => accounts ?? 3;

    private IEnumerable<(string Local, string Name)> Names => accounts is { } count
        ? Enumerable.Range(1, count).Select(i => ($"user{i}", $"User {i}"))
        : [("anna", "Anna Amsel"), ("ben", "Ben Biber"), ("chen", "陈晨")];

    internal async ValueTask<IReadOnlyList<SampleAccount>> EnsureAsync(OfficeData data, Action<int> made, CancellationToken cancellationToken)
    {
        var company = await CompanyAsync(data, cancellationToken);
        var domain = DomainName.Parse(TryVerb.Domain);
        var people = new List<SampleAccount>();
        if (await data.Operations.AskAsync(new FindDomain(domain), Self, cancellationToken) is OperationResult<MailDomain>.Refused)
            Demand(await data.Operations.RunAsync(new CreateDomain(company, domain), Self));
        foreach (var (local, name) in Names)
        {
            var account = await AccountAsync(data, new EmailAddress(local, domain), name, cancellationToken);
            people.Add(new SampleAccount(account.PrimaryAddress, _password));
            made(people.Count);
        }
        return people;
    }

    private static async ValueTask<CompanyId> CompanyAsync(OfficeData data, CancellationToken cancellationToken)
    {
        const string name = "Sample company";
        return await data.Operations.AskAsync(new FindCompany(name), Self, cancellationToken) is OperationResult<Company>.Done { Value: var found }
            ? found.Id
            : Demand(await data.Operations.RunAsync(new CreateCompany(name), Self)).Id;
    }

    private async ValueTask<Account> AccountAsync(OfficeData data, EmailAddress address, string name, CancellationToken cancellationToken)
    {
        if (await data.Operations.AskAsync(new FindAccount(address), Self, cancellationToken) is not OperationResult<Account>.Done { Value: var found })
            return Demand(await data.Operations.RunAsync(new CreateAccount(address, name, Password: new Secret(_password)), Self));
        Demand(await data.Operations.RunAsync(new SetPassword(found.Id, new Secret(_password)), Self));
        return found;
    }

    private static T Demand<T>(OperationResult<T> result) => result switch
    {
        OperationResult<T>.Done { Value: var value } => value,
        OperationResult<T>.Refused refused => throw new OptionException(refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
