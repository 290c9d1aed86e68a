using Postamt.Cluster.Auditing;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Rollouts;
using Postamt.Cluster.Settings;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Engines.Plans;
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

namespace Postamt.Engines.Engines;

/// <summary>An engine over a database, which outlives a restart of it.</summary>
public abstract class SqlFixture : EngineFixture
{
    private SqlEngine? _engine;
    private EngineDirectory? _basics;

    /// <summary>The data folder of the node.</summary>
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

    public override INodeRegistry Registry => Basics.Registry;

    public override IRollouts Rollouts => Basics.Rollouts;

    public override ILoginFailures LoginFailures => Basics.LoginFailures;

    public override IAcceptance Acceptance => Engine.Acceptance;

    public override IQueue Queue => Engine.Queue;

    public override IJobLeases JobLeases => Engine.JobLeases;

    public override IQueueInspection QueueInspection => Engine.QueueInspection;

    public override ILedger Ledger => Engine.Ledger;

    public override IStoreUpkeep StoreUpkeep => Engine.StoreUpkeep;

    public override IQueueUpkeep QueueUpkeep => Engine.QueueUpkeep;

    /// <summary>Tells how the database answers a statement.</summary>
    internal abstract IPlanner Planner { get; }

    internal SqlEngine Engine => _engine ?? throw new InvalidOperationException("the engine is not started");

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

    public override ValueTask InitializeAsync() => StartAsync();

    /// <summary>Stops the engine in good order and opens it again on the same data.</summary>
    internal ValueTask RestartAsync()
    {
        Engine.Dispose();
        return StartAsync();
    }

    public override ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        Random.Dispose();
        Data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected abstract SqlEngine Open();

    private async ValueTask StartAsync()
    {
        _engine = Open();
        _basics = await EngineDirectory.OpenAsync(_engine, keyFile: null, Random, CancellationToken.None);
    }
}
