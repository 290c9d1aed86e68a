using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Settings;
using Postamt.Directory.Operations;
using Postamt.PostgresServer;
using Postamt.Queue.Accepting;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Upkeep;
using Postamt.Sql.Engines;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Results;
using Postamt.Store.Spooling;
using Postamt.Store.Upkeep;

[assembly: AssemblyFixture(typeof(DatabaseHouse))]

namespace Postamt.Engines.Engines;

/// <summary>The cluster engine in a database of its own.</summary>
public sealed class PostgresqlEngine : EngineFixture
{
    private string? _database;
    private PostgresEngine? _engine;
    private EngineDirectory? _basics;

    /// <summary>The node's data folder.</summary>
    internal DirectoryInfo Data { get; } = System.IO.Directory.CreateTempSubdirectory("postamt-engine-");

    public override IMailboxes Mailboxes => Engine.Mailboxes;

    public override IMessages Messages => Engine.Messages;

    public override IBlobs Blobs => Engine.Blobs;

    public override ISpool Spool => Engine.Spool;

    public override IQuotas Quotas => Engine.Quotas;

    public override IChangeBus Changes => Engine.Changes;

    public override IDirectoryStore DirectoryRows => Basics.Directory;

    public override IAuditLog Audit => Basics.Audit;

    public override ISettings Settings => Basics.Settings;

    public override ISecrets Secrets => Basics.Secrets;

    public override INodes Nodes => Basics.Nodes;

    public override IAcceptance Acceptance => Engine.Acceptance;

    public override IQueue Queue => Engine.Queue;

    public override IQueueInspection QueueInspection => Engine.QueueInspection;

    public override ILedger Ledger => Engine.Ledger;

    public override IStoreUpkeep StoreUpkeep => Engine.StoreUpkeep;

    public override IQueueUpkeep QueueUpkeep => Engine.QueueUpkeep;

    internal PostgresEngine Engine => _engine ?? throw new InvalidOperationException("the engine is not started");

    private EngineDirectory Basics => _basics ?? throw new InvalidOperationException("the engine is not started");

    public override async ValueTask CreateMailboxesAsync(AccountId account, CompanyId company, long quotaOctets = 0)
    {
        var made = await Engine.Writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            MailboxWrites.CreateDefault(tx, account, company, "en", quotaOctets);
            return default(Unit);
        });
        Assert.Null(made.Error);
    }

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        var databases = await DatabaseHouse.DatabasesAsync();
        _database = await databases.TakeAsync();
        await StartAsync();
    }

    /// <summary>Stops the engine in good order and opens it again on the same database.</summary>
    internal ValueTask RestartAsync()
    {
        Engine.Dispose();
        return StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        Random.Dispose();
        Data.Delete(recursive: true);
        if (_database is not null) await (await DatabaseHouse.DatabasesAsync()).GiveAsync(_database);
    }

    private async ValueTask StartAsync()
    {
        _engine = PostgresEngine.Open(Options(Data, _database!), new LocalChangeBus(), Time, Random, NullLogger.Instance);
        _basics = await EngineDirectory.OpenAsync(_engine, keyFile: null, Random, CancellationToken.None);
    }

    private static PostgresEngineOptions Options(DirectoryInfo folder, string database) => new(folder.FullName, database, Copies: 1) { ReadConnections = 3 };
}
