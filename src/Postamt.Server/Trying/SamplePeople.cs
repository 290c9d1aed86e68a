using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;

namespace Postamt.Server.Trying;

internal sealed record SampleAccount(EmailAddress Address, string Password);

/// <summary>The sample company and its people; what exists already in the folder is kept and gets the password anew.</summary>
/// <param name="accounts">Null: three people with names.</param>
/// <param name="password">Null: a made-up one, the same for all.</param>
internal sealed class SamplePeople(int? accounts, string? password)
{
    private readonly string _password = password ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 14);

    internal int Count => accounts ?? 3;

    private IEnumerable<(string Local, string Name)> Names => accounts is { } count
        ? Enumerable.Range(1, count).Select(i => ($"user{i}", $"User {i}"))
        : [("anna", "Anna Amsel"), ("ben", "Ben Biber"), ("chen", "陈晨")];

    internal async ValueTask<IReadOnlyList<SampleAccount>> EnsureAsync(OfficeData data, Action<int> made, CancellationToken cancellationToken)
    {
        var provisioning = new Provisioning(data, Actor.System("try"));
        var domain = DomainName.Parse(TryVerb.Domain);
        await provisioning.DomainAsync(await provisioning.CompanyAsync("Sample company", cancellationToken), domain, cancellationToken);
        var people = new List<SampleAccount>();
        foreach (var (local, name) in Names)
        {
            var account = await provisioning.AccountAsync(new EmailAddress(local, domain), name, new Secret(_password), cancellationToken);
            people.Add(new SampleAccount(account.PrimaryAddress, _password));
            made(people.Count);
        }
        return people;
    }
}
