using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
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
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Spooling;
using Postamt.Store.Upkeep;

namespace Postamt.Engines.Engines;

/// <summary>
/// One empty post office of one engine, made for one test and thrown away after it. It exposes the contracts as abstract properties; a
/// contract test asks for nothing else.
/// </summary>
public abstract class EngineFixture : IAsyncLifetime
{
    /// <summary>Stands still unless a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public abstract IMailboxes Mailboxes { get; }

    public abstract IMessages Messages { get; }

    public abstract IBlobs Blobs { get; }

    public abstract ISpool Spool { get; }

    public abstract IQuotas Quotas { get; }

    public abstract IChangeBus Changes { get; }

    public abstract IDirectoryStore DirectoryRows { get; }

    public abstract IAuditLog Audit { get; }

    public abstract ISettings Settings { get; }

    public abstract ISecrets Secrets { get; }

    public abstract INodes Nodes { get; }

    public abstract INodeRegistry Registry { get; }

    public abstract IRollouts Rollouts { get; }

    public abstract ILoginFailures LoginFailures { get; }

    public abstract IAcceptance Acceptance { get; }

    public abstract IQueue Queue { get; }

    public abstract IJobLeases JobLeases { get; }

    public abstract IQueueInspection QueueInspection { get; }

    public abstract ILedger Ledger { get; }

    public abstract IStoreUpkeep StoreUpkeep { get; }

    public abstract IQueueUpkeep QueueUpkeep { get; }

    /// <summary>Gives an account its clock and first mailboxes, as the making of an account does.</summary>
    public abstract ValueTask CreateMailboxesAsync(AccountId account, CompanyId company, long quotaOctets = 0);

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();
}
