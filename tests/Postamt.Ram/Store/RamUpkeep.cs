using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Ram.Store;

/// <summary>What the store in memory forgets.</summary>
public sealed class RamUpkeep : IStoreUpkeep
{
    private readonly RamStore _store;

    internal RamUpkeep(RamStore store) => _store = store;

    public ValueTask<StoreResult<int>> PurgeExpungedAsync(DateTimeOffset before, int limit)
    {
        lock (_store.Gate)
        {
            var gone = _store.Accounts.SelectMany(account => account.Messages.Values.Select(message => (account, message)))
                .Where(each => each.message.ExpungedAt < before).Take(limit).ToList();
            foreach (var (account, message) in gone) account.Messages.Remove(message.Id);
            _store.NoteUnused();
            return new(gone.Count);
        }
    }

    public ValueTask<StoreResult<int>> SweepBlobsAsync(DateTimeOffset before, int limit)
    {
        lock (_store.Gate)
        {
            _store.NoteUnused();
            return new(_store.Sweep(before, limit));
        }
    }

    public ValueTask<StoreResult<int>> PurgeFilingsAsync(DateTimeOffset before, int limit)
    {
        lock (_store.Gate)
        {
            var gone = _store.Accounts.SelectMany(account => account.Filed.Select(filed => (account, filed.Key, filed.Value.At))).Where(each => each.At < before).Take(limit).ToList();
            foreach (var (account, key, _) in gone) account.Filed.Remove(key);
            return new(gone.Count);
        }
    }

    public ValueTask<StoreResult<int>> TrimTombstonesAsync(int kept, int limit)
    {
        lock (_store.Gate)
        {
            var gone = 0;
            foreach (var mailbox in _store.Accounts.SelectMany(account => account.Mailboxes)) gone += Trim(mailbox, kept, limit - gone);
            return new(gone);
        }
    }

    private static int Trim(RamMailbox mailbox, int kept, int limit)
    {
        if (limit == 0) return 0;
        var stones = mailbox.Tombstones.OrderBy(stone => stone.At).ThenBy(stone => stone.Uid.Value).ToList();
        if (stones.Count > kept && stones[^(kept + 1)].At is var cut && cut.CompareTo(mailbox.Floor) > 0) mailbox.Floor = cut;
        var gone = stones.Where(stone => stone.At.CompareTo(mailbox.Floor) <= 0).Take(limit).ToHashSet();
        return mailbox.Tombstones.RemoveAll(gone.Contains);
    }
}
