using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Imap.Commands;

/// <summary>
/// RFC 3501 6.3.1 [UNSEEN n]. The number of unseen messages is known: none asks for no look, a mailbox nobody reads has its first near the
/// beginning, one that is read has all of them near the end. Where neither holds, the code is left out, which the text allows, and a
/// client that needs it searches.
/// </summary>
internal static class FirstUnseen
{
    private const int FirstLook = 100;

    /// <returns>The sequence number, 0 when there is none or it is too far from both ends.</returns>
    public static async ValueTask<int> NumberAsync(Session session, MailboxInfo info, UidMap map, CancellationToken cancellationToken)
    {
        if (info.Unseen == 0 || map.Count == 0) return 0;
        var reach = session.Limits.UnseenReach;
        for (int from = 0, look = FirstLook; from < Math.Min(map.Count, reach); from += look, look = session.Limits.Page)
        {
            var (first, _) = await LookAsync(session, info, map, from, Math.Min(map.Count, from + look), cancellationToken);
            if (first > 0) return first;
        }
        long unseen = 0;
        for (var to = map.Count; to > Math.Max(0, map.Count - reach); to -= session.Limits.Page)
        {
            var (first, count) = await LookAsync(session, info, map, Math.Max(0, to - session.Limits.Page), to, cancellationToken);
            unseen += count;
            if (unseen >= info.Unseen) return first;
        }
        return 0;
    }

    private static async ValueTask<(int First, int Count)> LookAsync(Session session, MailboxInfo info, UidMap map, int from, int to, CancellationToken cancellationToken)
    {
        var read = await session.Services.Messages.ReadFlagsAsync(session.Account, info.Id, [new UidRange(map[from].Value, map[to - 1].Value)], default, to - from, cancellationToken);
        if (!read.TryGet(out var rows)) return (0, 0);
        int first = 0, count = 0;
        foreach (var row in rows)
        {
            if (row.Flags.Has(SystemFlags.Seen) || map.IndexOf(row.Uid) is not (>= 0 and var index)) continue;
            if (count++ == 0) first = index + 1;
        }
        return (first, count);
    }
}
