using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Moving;
using Postamt.Sql.Postgres;
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
        : base(parts, new EngineHealth(), opened.Folder, new Storage(opened.Writer, opened.Readers, opened.Bodies, new PostgresTables(opened.Source)), strand) => _opened = opened;

    /// <exception cref="DataFolderException">The folder is in use, or cannot be read or written; the message is a sentence.</exception>
    /// <exception cref="DatabaseException">The database cannot be reached, is not safe or holds a newer schema; the message is a sentence.</exception>
    public static PostgresEngine Open(PostgresEngineOptions options, IChangeBus changes, TimeProvider time, RandomNumberGenerator random, ILogger logger)
    {
        var source = new PostgresSource(options.ConnectionString);
        var parts = new EngineParts(changes, time, random, logger, new DiskAccess());
        var folder = DataFolder.Open(options.DataFolder);
        try
        {
            var strand = Begin(source, options, time.GetUtcNow());
            return new PostgresEngine(new Opened(folder, source, parts, options), parts, strand);
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

    private protected override void Close() => _opened.Dispose();

    /// <summary>Gives the ledger strand of this start: from the numbers of the epochs, so that no node has it too.</summary>
    private static long Begin(PostgresSource source, PostgresEngineOptions options, DateTimeOffset now)
    {
        try
        {
            using var connection = source.OpenWriting();
            ServerCheck.Run(connection, source.Place, options.Copies);
            PostgresSchema.Apply(connection, source.Place, now, PostgresSchema.All);
            if (!options.MayBeUnfinished && MoveMark.Refusal(connection, $"The database {source.Place}") is { } refusal) throw new DatabaseException(refusal);
            return connection.QueryLong(StrandText)!.Value;
        }
        catch (PostgresFault e)
        {
            throw new DatabaseException($"The database {source.Place} cannot be opened: {e.Message}.", e);
        }
    }

    private sealed class Opened : IDisposable
    {
        public Opened(DataFolder folder, PostgresSource source, EngineParts parts, PostgresEngineOptions options)
        {
            Folder = folder;
            Source = source;
            Readers = new PostgresReaders(source, options.ReadConnections, parts.Logger);
            Writer = new PostgresWriter(source, parts.Changes, parts.Time, parts.Logger);
            Bodies = new ChunkBodies(Readers, new LargeChunks(source, parts.Time), folder.Spool, parts.Logger);
            Log.DatabaseOpened(parts.Logger, source.Place);
        }

        public DataFolder Folder { get; }

        public PostgresSource Source { get; }

        public PostgresWriter Writer { get; }

        public PostgresReaders Readers { get; }

        public ChunkBodies Bodies { get; }

        public void Dispose()
        {
            Writer.Dispose();
            Readers.Dispose();
            Folder.Dispose();
        }
    }
}
