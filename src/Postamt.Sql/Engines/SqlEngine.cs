using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Directory.Changes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Upkeep;
using Postamt.Sql.Contents;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Moving;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Spooling;
using Postamt.Sql.Storing;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Spooling;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Engines;

/// <summary>
/// All contracts over one database: what the engines have in common. Disposing of it writes what waits, marks an orderly stop and lets
/// the data folder go.
/// </summary>
public abstract class SqlEngine : IDisposable
{
    private readonly EngineQueue _queue;
    private readonly EngineHealth _health;
    private int _closed;

    private protected SqlEngine(EngineParts parts, EngineHealth health, DataFolder folder, Storage storage, long strand)
    {
        _health = health;
        Time = parts.Time;
        Changes = parts.Changes;
        DataFolderPath = folder.Path;
        Writer = storage.Writer;
        Readers = storage.Readers;
        Bodies = storage.Bodies;
        Movable = storage.Movable;
        MessageStore = new MessageStore(Writer, Readers, Bodies, parts.Time, parts.Random);
        Mailboxes = new MailboxStore(Writer, Readers);
        Quotas = new QuotaStore(Readers);
        StoreUpkeep = new StoreUpkeep(Writer, Readers);
        ContentUpkeep = new ContentUpkeep(Writer, Readers, storage.Records, storage.Keys, parts.Time, parts.Logger);
        SegmentUpkeep = storage.Segments;
        TableUpkeep = storage.Tables;
        Spool = new DiskSpool(folder.Spool, parts.Time, parts.Logger);
        _queue = new EngineQueue(this, parts.Random, strand, Path.Combine(folder.Path, "seals.log"));
    }

    /// <summary>Completes with the reason when the engine can acknowledge nothing any more: the process is to exit and start again.</summary>
    public Task<string> WhenUnsafe => _health.WhenUnsafe;

    public IChangeBus Changes { get; }

    public IMailboxes Mailboxes { get; }

    public IMessages Messages => MessageStore;

    public IBlobs Blobs => Bodies;

    public ISpool Spool { get; }

    public IQuotas Quotas { get; }

    public IStoreUpkeep StoreUpkeep { get; }

    public IQueueUpkeep QueueUpkeep => _queue.Upkeep;

    public IAcceptance Acceptance => _queue.Acceptance;

    public IQueue Queue => _queue.Queue;

    public IJobLeases JobLeases => _queue.JobLeases;

    public IQueueInspection QueueInspection => _queue.Inspection;

    public ILedger Ledger => _queue.Ledger;

    public IContentUpkeep ContentUpkeep { get; }

    /// <summary>Null: the engine has no files of its own to compact.</summary>
    public ISegmentUpkeep? SegmentUpkeep { get; }

    /// <summary>Null: the database has checksums of its own.</summary>
    public ITableUpkeep? TableUpkeep { get; }

    internal MessageStore MessageStore { get; }

    /// <summary>Makes spooled contents ready for the writer.</summary>
    internal IBodies Bodies { get; }

    /// <summary>What copying to another engine needs.</summary>
    internal IMovable Movable { get; }

    internal TimeProvider Time { get; }

    internal IWriter Writer { get; }

    internal IReaders Readers { get; }

    internal string DataFolderPath { get; }

    /// <summary>The directory changes of this process, told to the other nodes on the same database, and theirs told to it.</summary>
    public virtual IDirectoryChanges Spread(IDirectoryChanges here) => here;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _queue.Acceptance.Flush();
            Close();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops writer and readers, the writer first, and lets go of everything below.</summary>
    private protected abstract void Close();

    /// <summary>How an engine reads and writes.</summary>
    private protected sealed record Storage(IWriter Writer, IReaders Readers, IBodies Bodies, IMovable Movable, IStoredRecords Records, ContentKeys Keys, ISegmentUpkeep? Segments = null, ITableUpkeep? Tables = null);
}

/// <summary>What an engine is given to work with.</summary>
internal sealed record EngineParts(IChangeBus Changes, TimeProvider Time, RandomNumberGenerator Random, ILogger Logger, DiskAccess Disk);
