using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Upkeep;
using Postamt.Sql.Segments;
using Postamt.Sql.Spooling;
using Postamt.Sql.Sqlite;
using Postamt.Sql.Sqlite.Storing;
using Postamt.Sql.Sqlite.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Spooling;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Engines;

/// <summary>
/// The embedded engine: one data folder, open in this process alone. Disposing of it writes what waits, marks an orderly stop and
/// lets the folder go.
/// </summary>
public sealed class EmbeddedEngine : IDisposable
{
    private readonly DataFolder _folder;
    private readonly SegmentLog _log;
    private readonly LargeSegments _large;
    private readonly SqliteConnection _connection;
    private readonly EngineHealth _health = new();
    private readonly EmbeddedQueue _queue;

    private EmbeddedEngine(DataFolder folder, SqliteConnection connection, SegmentFiles files, SegmentLog log, EngineParts parts, EmbeddedEngineOptions options, long strand)
    {
        _folder = folder;
        _connection = connection;
        _log = log;
        Time = parts.Time;
        Logger = parts.Logger;
        Changes = parts.Changes;
        SegmentFiles = files;
        _large = new LargeSegments(files, parts.Disk, options.SegmentOctets);
        Readers = new ReaderPool(folder.Database, options.ReadConnections, parts.Logger);
        Writer = new GroupWriter(connection, log, parts.Disk, parts.Changes, parts.Time, _health, parts.Logger, options.CheckpointPages ?? DiskReserve.LogPages(DiskReserve.Measure(folder.Path).Total));
        Bodies = new Bodies(Readers, files, _large, folder.Spool, _health, parts.Logger);
        MessageStore = new MessageStore(Writer, Readers, Bodies, parts.Time, parts.Random);
        Mailboxes = new MailboxStore(Writer, Readers);
        Quotas = new QuotaStore(Readers);
        StoreUpkeep = new StoreUpkeep(Writer, Readers);
        Spool = new DiskSpool(folder.Spool, parts.Time, parts.Logger);
        _queue = new EmbeddedQueue(this, parts.Random, strand, Path.Combine(folder.Path, "seals.log"));
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

    public IQueueInspection QueueInspection => _queue.Inspection;

    public ILedger Ledger => _queue.Ledger;

    internal MessageStore MessageStore { get; }

    /// <summary>Makes spooled contents ready for the writer.</summary>
    internal Bodies Bodies { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal GroupWriter Writer { get; }

    internal ReaderPool Readers { get; }

    internal SegmentFiles SegmentFiles { get; }

    internal string DataFolderPath => _folder.Path;

    /// <exception cref="DataFolderException">The folder is in use, cannot be read or written, or holds a newer schema; the message is a sentence.</exception>
    public static EmbeddedEngine Open(EmbeddedEngineOptions options, IChangeBus changes, TimeProvider time, RandomNumberGenerator random, ILogger logger) =>
        Open(options, new EngineParts(changes, time, random, logger, new DiskAccess()));

    internal static EmbeddedEngine Open(EmbeddedEngineOptions options, EngineParts parts)
    {
        var folder = DataFolder.Open(options.DataFolder);
        SqliteConnection? connection = null;
        SegmentLog? log = null;
        try
        {
            connection = SqliteConnection.Open(folder.Database, readOnly: false, cacheKilobytes: 64 * 1024);
            Migrations.Apply(connection, folder.Database, parts.Time.GetUtcNow());
            var files = new SegmentFiles(folder.Segments);
            log = new SegmentLog(files, parts.Disk, options.SegmentOctets);
            if (!log.WasClean) Log.UncleanStop(parts.Logger, log.Segment);
            Log.Opened(parts.Logger, folder.Path, log.Segment);
            var strand = EmbeddedQueue.Begin(connection, parts.Time.GetUtcNow());
            return new EmbeddedEngine(folder, connection, files, log, parts, options, strand);
        }
        catch (Exception e)
        {
            log?.Dispose();
            connection?.Dispose();
            folder.Dispose();
            if (e is SqliteFault or IOException or UnauthorizedAccessException)
                throw new DataFolderException($"The data folder {folder.Path} cannot be opened: {e.Message}.", e);
            throw;
        }
    }

    public void Dispose()
    {
        _queue.Acceptance.Flush();
        Writer.Dispose();
        Readers.Dispose();
        // An unsafe engine leaves the WAL as it is: closing would copy pages the disk may not have into the database.
        if (!_health.IsUnsafe)
        {
            _log.CloseClean();
            _connection.Dispose();
        }
        _log.Dispose();
        _large.Dispose();
        SegmentFiles.Dispose();
        _folder.Dispose();
    }
}

/// <summary>What an engine is given to work with.</summary>
internal sealed record EngineParts(IChangeBus Changes, TimeProvider Time, RandomNumberGenerator Random, ILogger Logger, DiskAccess Disk);
