using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;
using Postamt.Sql.Engines;

namespace Postamt.Load.Store;

/// <summary>An engine with nothing in it but one company and its accounts.</summary>
internal sealed class BenchOffice : IDisposable
{
    /// <summary>Accounts made at the same time.</summary>
    private const int AtOnce = 64;

    /// <summary>Accounts a reopened office knows.</summary>
    private const int Known = 50;

    private static readonly Actor Self = Actor.System("bench");
    private static readonly DomainName Domain = DomainName.Parse("postamt.test");

    private BenchOffice(SqlEngine engine, RandomNumberGenerator random)
    {
        Engine = engine;
        Random = random;
    }

    internal SqlEngine Engine { get; }

    internal RandomNumberGenerator Random { get; }

    internal IReadOnlyList<Account> Accounts { get; private set; } = [];

    internal CompanyId Company { get; private set; }

    internal EngineDirectory Directory { get; private set; } = null!;

    /// <param name="database">Null: all in the folder.</param>
    /// <param name="tells">Other nodes are told of each change.</param>
    internal static Task<BenchOffice> OpenAsync(string folder, string? database, int accounts, CancellationToken cancellationToken, bool tells = true) =>
        OpenAsync(folder, database, tells, office => office.FillAsync(accounts, cancellationToken), cancellationToken);

    /// <summary>What another one has left there; its first accounts are known.</summary>
    internal static Task<BenchOffice> ReopenAsync(string folder, string? database, CancellationToken cancellationToken) =>
        OpenAsync(folder, database, tells: true, office => office.FindAsync(cancellationToken), cancellationToken);

    private static async Task<BenchOffice> OpenAsync(string folder, string? database, bool tells, Func<BenchOffice, Task> fill, CancellationToken cancellationToken)
    {
        var random = RandomNumberGenerator.Create();
        SqlEngine engine = database is null
            ? EmbeddedEngine.Open(new EmbeddedEngineOptions(folder), new LocalChangeBus(), TimeProvider.System, random, NullLogger.Instance)
            : PostgresEngine.Open(new PostgresEngineOptions(folder, database, Copies: 1) { Broadcasts = tells }, new LocalChangeBus(), TimeProvider.System, random, NullLogger.Instance);
        var office = new BenchOffice(engine, random);
        try
        {
            office.Directory = await EngineDirectory.OpenAsync(engine, keyFile: null, random, cancellationToken);
            await fill(office);
            return office;
        }
        catch
        {
            office.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        Random.Dispose();
    }

    private async Task FillAsync(int accounts, CancellationToken cancellationToken)
    {
        using var hashing = new PasswordHashing(TimeProvider.System, Random);
        var operations = new DirectoryOperations(Directory.Directory, new LocalDirectoryChanges(), hashing, Random, NullLogger<DirectoryOperations>.Instance);
        Company = Demand(await operations.RunAsync(new CreateCompany("Bench"), Self)).Id;
        Demand(await operations.RunAsync(new CreateDomain(Company, Domain), Self));
        var made = new Account[accounts];
        await Parallel.ForAsync(0, accounts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (number, _) =>
            made[number] = Demand(await operations.RunAsync(new CreateAccount(new EmailAddress($"user{number + 1}", Domain)), Self)));
        Accounts = made;
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        var accounts = await Directory.Directory.ReadAsync(reader => reader.ListAccountsAsync(null, default, Known), cancellationToken);
        Accounts = accounts is Lookup<IReadOnlyList<Account>>.Found { Value: var found } ? found : throw new LoadException("The accounts cannot be read.");
        Company = Accounts[0].Company;
    }

    private static T Demand<T>(OperationResult<T> result) => result switch
    {
        OperationResult<T>.Done { Value: var value } => value,
        OperationResult<T>.Refused refused => throw new LoadException(refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
