using Postamt.Sql.Segments;

namespace Postamt.Sql.Postgres;

/// <summary>
/// Stores large contents before their request goes to the writer, each in a transaction and on a connection of its own: the mails of
/// others never wait for one. Until the request refers to it, it is a candidate for the sweep, a day later.
/// </summary>
internal sealed class LargeChunks(PostgresSource source, TimeProvider time)
{
    /// <summary>Contents past this many octets.</summary>
    public const long LargerThan = 1024 * 1024;

    /// <summary>At the same time; more wait.</summary>
    private const int Writers = 2;

    private readonly SemaphoreSlim _places = new(Writers, Writers);

    /// <summary>The new blob; null when there is one of that content already.</summary>
    /// <exception cref="IOException">It could not be stored, or it is not known whether it was.</exception>
    public async ValueTask<long?> StoreAsync(PendingBody body)
    {
        await _places.WaitAsync(CancellationToken.None);
        try
        {
            return await Task.Factory.StartNew(() => Store(body), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _places.Release();
        }
    }

    private long? Store(PendingBody body)
    {
        try
        {
            using var connection = source.OpenWriting();
            connection.Post("BEGIN");
            var id = ChunkBlobs.Insert(connection, body, time.GetUtcNow());
            return connection.Commit() ? id : throw new IOException("a large content is not on a second machine");
        }
        catch (PostgresFault e)
        {
            throw e.IsFull ? new IOException(e.Message, DiskAccess.NoSpaceLeft) : new IOException(e.Message, e);
        }
    }
}
