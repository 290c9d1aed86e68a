using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Directory.Changes;
using Postamt.Sql.Contents;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Moving;
using Postamt.Sql.Postgres;
using Postamt.Sql.Postgres.Broadcasting;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Engines;

/// <summary>The cluster engine: everything in PostgreSQL; the data folder keeps what is this node's own.</summary>
public sealed class PostgresEngine : SqlEngine
{
    private const string StrandText = """
        SELECT nextval(pg_get_serial_sequence('node', 'epoch'))
        """;

    private readonly Opened _opened;

    private PostgresEngine(Opened opened, EngineParts parts, long strand)
        : base(parts, new EngineHealth(), opened.Folder, opened.Storage, strand) => _opened = opened;

    /// <exception cref="DataFolderException">The folder is in use, or cannot be read or written; the message is a sentence.</exception>
    /// <exception cref="DatabaseException">The database cannot be reached, is not safe or holds a newer schema; the message is a sentence.</exception>
    public static PostgresEngine Open(PostgresEngineOptions options, IChangeBus changes, TimeProvider time, RandomNumberGenerator random, ILogger logger)
    {
        var source = new PostgresSource(options.ConnectionString);
        var parts = new EngineParts(changes, time, random, logger, new DiskAccess());
        var folder = DataFolder.Open(options.DataFolder);
        try
        {
            var (strand, keys) = Begin(source, options, parts);
            return new PostgresEngine(new Opened(folder, source, keys, parts, strand, options), parts, strand);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Database and server of a connection string, for sentences: never the password.</summary>
    /// <exception cref="DatabaseException">It cannot be understood; the message is a sentence.</exception>
    public static string PlaceOf(string connectionString) => new PostgresSource(connectionString).Place;

    public override IDirectoryChanges Spread(IDirectoryChanges here) => _opened.Broadcast?.Spread(here) ?? here;

    private protected override void Close() => _opened.Dispose();

    /// <summary>Gives the content keys and the ledger strand of this start, that from the numbers of the epochs, so that no node has it too.</summary>
    private static (long Strand, ContentKeys Keys) Begin(PostgresSource source, PostgresEngineOptions options, EngineParts parts)
    {
        try
        {
            using var connection = source.OpenWriting();
            ServerCheck.Run(connection, source.Place, options.Copies);
            var schema = PostgresSchema.Apply(connection, source.Place, parts.Time.GetUtcNow(), PostgresSchema.All);
            if (schema.IsBeside) Log.WorksBeside(parts.Logger, source.Place, schema.Newest, schema.NewestKnown);
            if (!options.MayBeUnfinished && MoveMark.Refusal(connection, $"The database {source.Place}") is { } refusal) throw new DatabaseException(refusal);
            var keys = ContentKeyCheck.Open(options.ContentKeyFile, connection, parts.Random);
            return (connection.QueryLong(StrandText)!.Value, keys);
        }
        catch (PostgresFault e)
        {
            throw new DatabaseException($"The database {source.Place} cannot be opened: {e.Message}.", e) { IsLater = e.IsGone };
        }
    }

    private sealed class Opened : IDisposable
    {
        public Opened(DataFolder folder, PostgresSource source, ContentKeys keys, EngineParts parts, long strand, PostgresEngineOptions options)
        {
            Folder = folder;
            Broadcast = options.Broadcasts ? new ChangeBroadcast(source, parts.Changes, strand, parts.Time, parts.Logger) : null;
            Readers = new PostgresReaders(source, options.ReadConnections, parts.Logger);
            Writer = new PostgresWriter(source, Broadcast ?? parts.Changes, parts.Time, parts.Logger);
            var large = new LargeChunks(source, parts.Time);
            Bodies = new ChunkBodies(Readers, large, keys, folder.Spool, parts.Logger);
            Storage = new Storage(Writer, Readers, Bodies, new PostgresTables(source), new ChunkRecords(Writer, Readers, Bodies, large, keys, parts.Logger), keys);
            Log.DatabaseOpened(parts.Logger, source.Place);
        }

        public DataFolder Folder { get; }

        public ChangeBroadcast? Broadcast { get; }

        public PostgresWriter Writer { get; }

        public PostgresReaders Readers { get; }

        public ChunkBodies Bodies { get; }

        public Storage Storage { get; }

        public void Dispose()
        {
            Writer.Dispose();
            Broadcast?.Dispose();
            Readers.Dispose();
            Folder.Dispose();
        }
    }
}
