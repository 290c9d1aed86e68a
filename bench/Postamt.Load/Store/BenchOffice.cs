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
using Postamt.Sql.Engines;

namespace Postamt.Load.Store;

/// <summary>An engine with nothing in it but one company and its accounts.</summary>
internal sealed class BenchOffice : IDisposable
{
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

    /// <param name="database">Null: all in the folder.</param>
    internal static async Task<BenchOffice> OpenAsync(string folder, string? database, int accounts, CancellationToken cancellationToken)
    {
        var random = RandomNumberGenerator.Create();
        SqlEngine engine = database is null
            ? EmbeddedEngine.Open(new EmbeddedEngineOptions(folder), new LocalChangeBus(), TimeProvider.System, random, NullLogger.Instance)
            : PostgresEngine.Open(new PostgresEngineOptions(folder, database, Copies: 1), new LocalChangeBus(), TimeProvider.System, random, NullLogger.Instance);
        var office = new BenchOffice(engine, random);
        try
        {
            await office.FillAsync(accounts, cancellationToken);
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
        var directory = await EngineDirectory.OpenAsync(Engine, keyFile: null, Random, cancellationToken);
        using var hashing = new PasswordHashing(TimeProvider.System, Random);
        var operations = new DirectoryOperations(directory.Directory, new LocalDirectoryChanges(), hashing, Random, NullLogger<DirectoryOperations>.Instance);
        Company = Demand(await operations.RunAsync(new CreateCompany("Bench"), Self)).Id;
        Demand(await operations.RunAsync(new CreateDomain(Company, Domain), Self));
        var made = new List<Account>();
        for (var number = 1; number <= accounts; number++) made.Add(Demand(await operations.RunAsync(new CreateAccount(new EmailAddress($"user{number}", Domain)), Self)));
        Accounts = made;
    }

    private static T Demand<T>(OperationResult<T> result) => result switch
    {
        OperationResult<T>.Done { Value: var value } => value,
        OperationResult<T>.Refused refused => throw new LoadException(refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };
}
