using Microsoft.Extensions.Logging;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database between two batches, after the answers: a commit's outcome is then the commit's alone.
/// With SQLite's own checkpoints a disk without room for the database makes a COMMIT fail that is already durable.
/// </summary>
/// <param name="everyPages">The log may grow to about this many pages.</param>
internal sealed class Checkpoints(SqliteConnection connection, int everyPages, ILogger logger)
{
    private int _pages;

    /// <exception cref="SqliteFault">The disk failed, other than by being full.</exception>
    public void AfterBatch()
    {
        _pages += connection.TakePagesWritten();
        if (_pages >= everyPages) Run();
    }

    /// <summary>The log is written again from its beginning after this: room for changes where the disk has none.</summary>
    /// <exception cref="SqliteFault">The disk failed, other than by being full.</exception>
    public void AfterNoSpace() => Run();

    private void Run()
    {
        try
        {
            _pages = connection.Checkpoint();
        }
        catch (SqliteFault e) when (e.IsFull)
        {
            // Not again with each batch: what could be copied is copied.
            _pages = everyPages / 2;
            Log.CheckpointNoSpace(logger);
        }
    }
}
