using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Sql.Contents;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Moving;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Spooling;
using Postamt.Sql.Sqlite;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Engines;

/// <summary>The embedded engine: SQLite and segments in one data folder, open in this process alone.</summary>
public sealed class EmbeddedEngine : SqlEngine
{
    private readonly Opened _opened;

    private EmbeddedEngine(Opened opened, EngineParts parts, long strand)
        : base(parts, opened.Health, opened.Folder, opened.Storage, strand) => _opened = opened;

    internal SegmentFiles SegmentFiles => _opened.Files;

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
            var schema = Migrations.Apply(connection, folder.Database, parts.Time.GetUtcNow());
            if (schema.IsBeside) Log.WorksBeside(parts.Logger, folder.Path, schema.Newest, schema.NewestKnown);
            if (!options.MayBeUnfinished && MoveMark.Refusal(connection, $"The data folder {folder.Path}") is { } refusal) throw new DataFolderException(refusal);
            var files = new SegmentFiles(folder.MakeSegments());
            var keys = ContentKeyCheck.Open(options.ContentKeyFile, connection, parts.Random);
            log = new SegmentLog(files, parts.Disk, options.SegmentOctets);
            if (!log.WasClean) Log.UncleanStop(parts.Logger, log.Segment);
            Log.Opened(parts.Logger, folder.Path, log.Segment);
            var strand = Begin(connection, parts.Time.GetUtcNow(), isCopied: options.MayBeUnfinished);
            return new EmbeddedEngine(new Opened(folder, connection, files, log, keys, parts, options), parts, strand);
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

    private protected override void Close() => _opened.Dispose();

    /// <summary>
    /// Before the writer: this process alone has the data folder, so all leases are those of dead processes. Gives the ledger strand of
    /// this start, which no earlier one has written.
    /// </summary>
    /// <param name="isCopied">Rows that are being copied stay as they come; the first start frees their leases.</param>
    private static long Begin(SqliteConnection connection, DateTimeOffset now, bool isCopied)
    {
        var tx = new WriteTransaction(connection, new SegmentBlobs());
        tx.BeginBatch(now);
        connection.Script("BEGIN IMMEDIATE");
        try
        {
            if (!isCopied) LeaseOwnerSql.FenceAll(tx);
            var strand = StrandSql.Next(tx);
            tx.EndBatch();
            connection.Script("COMMIT");
            return strand;
        }
        catch
        {
            if (!connection.AutoCommit) connection.Script("ROLLBACK");
            throw;
        }
    }

    private sealed class Opened : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SegmentLog _log;
        private readonly LargeSegments _large;

        public Opened(DataFolder folder, SqliteConnection connection, SegmentFiles files, SegmentLog log, ContentKeys keys, EngineParts parts, EmbeddedEngineOptions options)
        {
            Folder = folder;
            Files = files;
            _connection = connection;
            _log = log;
            _large = new LargeSegments(files, parts.Disk, options.SegmentOctets);
            Readers = new ReaderPool(folder.Database, options.ReadConnections, parts.Logger);
            Writer = new GroupWriter(connection, log, parts.Disk, parts.Changes, parts.Time, Health, parts.Logger,
                new GroupWriterLimits(options.CheckpointPages ?? DiskReserve.LogPages(DiskReserve.Measure(folder.Path).Total), options.InlineOctets));
            Bodies = new Bodies(Readers, files, _large, keys, folder.Spool, Health, parts.Logger);
            Storage = new Storage(Writer, Readers, Bodies, new SqliteTables(), new SegmentRecords(Writer, Readers, Bodies, files, keys, parts.Logger), keys,
                new SegmentCompaction(Writer, Readers, Bodies, files, parts.Disk, parts.Time, parts.Logger),
                new TableCheck(Writer, Readers, parts.Time, parts.Logger));
        }

        public DataFolder Folder { get; }

        public SegmentFiles Files { get; }

        public EngineHealth Health { get; } = new();

        public GroupWriter Writer { get; }

        public ReaderPool Readers { get; }

        public Bodies Bodies { get; }

        public Storage Storage { get; }

        public void Dispose()
        {
            Writer.Dispose();
            Readers.Dispose();
            // An unsafe engine leaves the WAL as it is: closing would copy pages the disk may not have into the database.
            if (!Health.IsUnsafe)
            {
                _log.CloseClean();
                _connection.Dispose();
            }
            _log.Dispose();
            _large.Dispose();
            Files.Dispose();
            Folder.Dispose();
        }
    }
}
