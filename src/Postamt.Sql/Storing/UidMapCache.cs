using Postamt.Cluster.Identity;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Sql.Storing;

/// <summary>The last UID map of each mailbox in use; the least recently used go when the UIDs held together pass a limit.</summary>
internal sealed class UidMapCache
{
    /// <summary>4 octets each: 64 MiB.</summary>
    public const int DefaultMaxUids = 16 * 1024 * 1024;

    private readonly int _maxUids;
    private readonly Lock _gate = new();
    private readonly Dictionary<(AccountId, MailboxId), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _uids;

    public UidMapCache(int maxUids = DefaultMaxUids) => _maxUids = maxUids;

    public UidMap? Find(AccountId account, MailboxId mailbox, UidValidity validity)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue((account, mailbox), out var node) || node.Value.Validity != validity) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Map;
        }
    }

    /// <summary>Keeps the newer one of the given and the kept map, and returns it.</summary>
    public UidMap Keep(AccountId account, UidValidity validity, UidMap map)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue((account, map.Mailbox), out var kept))
            {
                if (kept.Value.Validity == validity && kept.Value.Map.At == map.At) return kept.Value.Map;
                if (kept.Value.Validity == validity && kept.Value.Map.At.CompareTo(map.At) > 0) return map;
                Drop(kept);
            }
            _entries[(account, map.Mailbox)] = _byUse.AddFirst(new Entry(account, validity, map));
            _uids += Weight(map);
            while (_uids > _maxUids && _byUse.Count > 1) Drop(_byUse.Last!);
            return map;
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove((node.Value.Account, node.Value.Map.Mailbox));
        _uids -= Weight(node.Value.Map);
    }

    /// <summary>An empty map costs something too.</summary>
    private static int Weight(UidMap map) => map.Count + 64;

    private sealed record Entry(AccountId Account, UidValidity Validity, UidMap Map);
}
