using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.PostgresServer;
using Postamt.Ram;
using Postamt.Sql.Engines;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Dialogs.Stages;

/// <summary>What a stage keeps mail in: memory, or the engine this run of the tests is for; new for each playing.</summary>
internal sealed class StageStore : IAsyncDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private Func<ValueTask> _end = () => default;

    private StageStore(IMailboxes mailboxes, IMessages messages, IBlobs blobs, ISpool spool, IQuotas quotas, IChangeBus changes) =>
        (Mailboxes, Messages, Blobs, Spool, Quotas, Changes) = (mailboxes, messages, blobs, spool, quotas, changes);

    public IMailboxes Mailboxes { get; }

    public IMessages Messages { get; }

    public IBlobs Blobs { get; }

    public ISpool Spool { get; }

    public IQuotas Quotas { get; }

    public IChangeBus Changes { get; }

    private static string Engine => Environment.GetEnvironmentVariable("POSTAMT_TEST_ENGINE") ?? "memory";

    /// <summary>One in which the account has its first mailboxes.</summary>
    public static Task<StageStore> OpenAsync(AccountId account, CompanyId company) => Engine switch
    {
        "SQLite" => OnSqliteAsync(account, company),
        "PostgreSQL" => OnPostgresAsync(account, company),
        _ => Task.FromResult(InMemory(account, company)),
    };

    public ValueTask DisposeAsync() => _end();

    private static StageStore InMemory(AccountId account, CompanyId company)
    {
        var office = new RamPostOffice(TimeProvider.System, Random);
        office.Store.CreateDefault(account, company);
        return new StageStore(office.Store.Mailboxes, office.Store.Messages, office.Store, office.Store.Spool, office.Store, office.Changes);
    }

    private static async Task<StageStore> OnSqliteAsync(AccountId account, CompanyId company)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("postamt-dialog-");
        var engine = EmbeddedEngine.Open(new EmbeddedEngineOptions(folder.FullName), new LocalChangeBus(), TimeProvider.System, Random, NullLogger.Instance);
        var store = await OverAsync(engine, account, company);
        store._end = () =>
        {
            engine.Dispose();
            folder.Delete(recursive: true);
            return default;
        };
        return store;
    }

    private static async Task<StageStore> OnPostgresAsync(AccountId account, CompanyId company)
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        var databases = await DatabaseHouse.DatabasesAsync();
        var database = await databases.TakeAsync();
        var folder = System.IO.Directory.CreateTempSubdirectory("postamt-dialog-");
        var engine = PostgresEngine.Open(new PostgresEngineOptions(folder.FullName, database, Copies: 1) { ReadConnections = 2 }, new LocalChangeBus(), TimeProvider.System, Random, NullLogger.Instance);
        var store = await OverAsync(engine, account, company);
        store._end = async () =>
        {
            engine.Dispose();
            folder.Delete(recursive: true);
            await databases.GiveAsync(database);
        };
        return store;
    }

    private static async Task<StageStore> OverAsync(SqlEngine engine, AccountId account, CompanyId company)
    {
        var made = await engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            MailboxWrites.CreateDefault(tx, account, company, "en", 0);
            return default(Unit);
        });
        Assert.Null(made.Error);
        return new StageStore(engine.Mailboxes, engine.Messages, engine.Blobs, engine.Spool, engine.Quotas, engine.Changes);
    }
}
