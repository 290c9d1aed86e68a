using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Storing;

/// <summary>
/// Flags of large mailboxes in use. A program that opens a mailbox asks for all of them each time, and reading a hundred thousand rows
/// costs more than all the rest of its answer. The least recently used go when the rows held together pass a limit.
/// </summary>
/// <param name="least">Messages from which on a mailbox is worth it.</param>
/// <param name="maxRows">About 32 octets each.</param>
internal sealed class FlagCache(int least = FlagCache.DefaultLeast, int maxRows = FlagCache.DefaultMaxRows)
{
    public const int DefaultLeast = 2_000;

    /// <summary>32 MiB.</summary>
    public const int DefaultMaxRows = 1024 * 1024;

    /// <summary>A reader that asks for so many times its page is on its way through the mailbox.</summary>
    private const int Pages = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<(AccountId, MailboxId), LinkedListNode<FlagSnapshot>> _entries = [];
    private readonly LinkedList<FlagSnapshot> _byUse = new();
    private long _rows;

    /// <summary>The mailbox as this reader sees it; null where the reader is to ask the database.</summary>
    public FlagSnapshot? At(ISqlReader reader, AccountId account, MailboxInfo info, IReadOnlyList<UidRange> uids, int limit)
    {
        if (info.Messages < least || info.Messages > maxRows || !IsWide(uids, limit)) return null;
        var known = Find(account, info);
        if (known is not null && known.At == info.HighestModSeq) return known;
        // The kept one may be of a later moment than this read.
        if (known is not null && known.At.CompareTo(info.HighestModSeq) > 0) return null;
        var snapshot = known is not null && known.At.CompareTo(MessageReads.Floor(reader, account, info.Id)) >= 0
            ? known.Advance(MessageReads.Changed(reader, account, info.Id, known.At), MessageReads.Vanished(reader, account, info.Id, known.At), info.HighestModSeq)
            : new FlagSnapshot(account, info.Id, info.UidValidity, info.HighestModSeq, [.. MessageReads.Flags(reader, account, info.Id, [new UidRange(1, uint.MaxValue)], default, int.MaxValue)]);
        Keep(snapshot);
        return snapshot;
    }

    private static bool IsWide(IReadOnlyList<UidRange> uids, int limit)
    {
        ulong span = 0;
        foreach (var range in uids) span += (ulong)range.Last - range.First + 1;
        return span >= (ulong)limit * Pages;
    }

    private FlagSnapshot? Find(AccountId account, MailboxInfo info)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue((account, info.Id), out var node) || node.Value.Validity != info.UidValidity) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    private void Keep(FlagSnapshot snapshot)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue((snapshot.Account, snapshot.Mailbox), out var kept))
            {
                if (kept.Value.Validity == snapshot.Validity && kept.Value.At.CompareTo(snapshot.At) >= 0) return;
                Drop(kept);
            }
            _entries[(snapshot.Account, snapshot.Mailbox)] = _byUse.AddFirst(snapshot);
            _rows += snapshot.Rows.Length;
            while (_rows > maxRows && _byUse.Count > 1) Drop(_byUse.Last!);
        }
    }

    private void Drop(LinkedListNode<FlagSnapshot> node)
    {
        _byUse.Remove(node);
        _entries.Remove((node.Value.Account, node.Value.Mailbox));
        _rows -= node.Value.Rows.Length;
    }
}
