using Postamt.Cluster.Auditing;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Rollouts;
using Postamt.Cluster.Settings;
using Postamt.Directory.Login;
using Postamt.Directory.Operations;
using Postamt.Queue.Accepting;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Upkeep;
using Postamt.Ram;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Spooling;
using Postamt.Store.Upkeep;

namespace Postamt.Engines.Engines;

/// <summary>The fakes in memory.</summary>
public sealed class RamEngine : EngineFixture
{
    private RamPostOffice? _office;

    internal RamPostOffice Office => _office ?? throw new InvalidOperationException("the engine is not started");

    public override IMailboxes Mailboxes => Office.Store.Mailboxes;

    public override IMessages Messages => Office.Store.Messages;

    public override IBlobs Blobs => Office.Store;

    public override ISpool Spool => Office.Store.Spool;

    public override IQuotas Quotas => Office.Store;

    public override IChangeBus Changes => Office.Changes;

    public override IDirectoryStore DirectoryRows => Office.Directory;

    public override IAuditLog Audit => Office.Directory;

    public override ISettings Settings => Office.Settings;

    public override ISecrets Secrets => Office.Secrets;

    public override INodes Nodes => Office.Nodes;

    public override INodeRegistry Registry => Office.Registry;

    public override IRollouts Rollouts => Office.Rollouts;

    public override ILoginFailures LoginFailures => Office.LoginFailures;

    public override IAcceptance Acceptance => Office.Mail.Acceptance;

    public override IQueue Queue => Office.Mail.Queue;

    public override IJobLeases JobLeases => Office.Mail.JobLeases;

    public override IQueueInspection QueueInspection => Office.Mail.QueueInspection;

    public override ILedger Ledger => Office.Mail.Ledger;

    public override IStoreUpkeep StoreUpkeep => Office.Store.Upkeep;

    public override IQueueUpkeep QueueUpkeep => Office.Mail.Upkeep;

    public override ValueTask CreateMailboxesAsync(AccountId account, CompanyId company, long quotaOctets = 0)
    {
        Office.Store.CreateDefault(account, company, "en", quotaOctets);
        return ValueTask.CompletedTask;
    }

    public override ValueTask InitializeAsync()
    {
        _office = new RamPostOffice(Time, Random);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Random.Dispose();
        return ValueTask.CompletedTask;
    }
}
