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
    public ValueTask<long?> StoreAsync(PendingBody body) => RunAsync(connection => ChunkBlobs.Insert(connection, body, time.GetUtcNow()));

    /// <summary>Puts the record in the place of a blob's own; false when that cannot be any more.</summary>
    /// <exception cref="IOException">It could not be stored, or it is not known whether it was.</exception>
    public ValueTask<bool> ReplaceAsync(long blob, PendingBody body) => RunAsync(connection => ChunkBlobs.Replace(connection, blob, body));

    private async ValueTask<T> RunAsync<T>(Func<PostgresConnection, T> write)
    {
        await _places.WaitAsync(CancellationToken.None);
        try
        {
            return await Task.Factory.StartNew(() => Run(write), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _places.Release();
        }
    }

    private T Run<T>(Func<PostgresConnection, T> write)
    {
        try
        {
            using var connection = source.OpenWriting();
            connection.Post("BEGIN");
            var done = write(connection);
            return connection.Commit() ? done : throw new IOException("a large content is not on a second machine");
        }
        catch (PostgresFault e)
        {
            throw e.IsFull ? new IOException(e.Message, DiskAccess.NoSpaceLeft) : new IOException(e.Message, e);
        }
    }
}
