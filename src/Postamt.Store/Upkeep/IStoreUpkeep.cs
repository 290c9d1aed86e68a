using Postamt.Store.Results;

namespace Postamt.Store.Upkeep;

/// <summary>
/// What the store forgets when its time is over. Each call is one piece, written after accepts, and answers how many rows went; fewer than
/// <c>limit</c> means that nothing more is due. At most 1 000 rows a call, whatever the limit says.
/// </summary>
public interface IStoreUpkeep
{
    /// <summary>Messages whose last placement went before a time, except those on hold.</summary>
    ValueTask<StoreResult<int>> PurgeExpungedAsync(DateTimeOffset before, int limit);

    /// <summary>Contents that neither a message nor the queue has referred to since before a time.</summary>
    ValueTask<StoreResult<int>> SweepBlobsAsync(DateTimeOffset before, int limit);

    /// <summary>Filing keys of mails filed before a time: nothing that old is completed for a second time.</summary>
    ValueTask<StoreResult<int>> PurgeFilingsAsync(DateTimeOffset before, int limit);

    /// <summary>
    /// Tombstones beyond about the newest <paramref name="kept"/> of each mailbox. Whoever asks for the changes since before the ones that
    /// went is told that they are not known any more.
    /// </summary>
    ValueTask<StoreResult<int>> TrimTombstonesAsync(int kept, int limit);
}
