using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Sql.Storing;

/// <summary>COPY, in one transaction whatever its size (RFC 9051 6.4.7), and MOVE, in pieces (RFC 6851 3.3: each message is moved whole).</summary>
internal static class CopyWrites
{
    public static StoreResult<CopyResult> Copy(WriteTransaction tx, AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to)
    {
        if (Target(tx, account, from, to, out var target) is { } refused) return refused;
        var rows = PlacementSql.Read(tx, account, from.Value, uids, 0, IMessages.MaxCopied + 1, onlyDeleted: false);
        if (rows.Count > IMessages.MaxCopied) return StoreError.Limit;
        if (rows.Count == 0) return new CopyResult(target.UidValidity, [], [], target.HighestModSeq);
        // A copy shares its message: it takes nothing from the quota, but an account over it does not grow.
        if (QuotaSql.Read(tx, account).TryGet(out var use) && use.IsOver(0)) return StoreError.OverQuota;
        var modSeq = ClockSql.Tick(tx, account);
        if (Place(tx, account, rows, to.Value, modSeq, out var placed) is { } error) return error;
        Failpoints.Hit(Failpoints.InCopy);
        PlacementSql.Publish(tx, account, modSeq, to.Value);
        return new CopyResult(target.UidValidity, [.. rows.Select(row => row.Uid)], placed, modSeq);
    }

    /// <summary>One piece of a move: placements above <paramref name="after"/> and, where the target is the source, not those the move made.</summary>
    public static StoreResult<CopyResult> MovePiece(WriteTransaction tx, AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to, uint after, int limit)
    {
        if (Target(tx, account, from, to, out var target) is { } refused) return refused;
        var rows = PlacementSql.Read(tx, account, from.Value, uids, after, limit, onlyDeleted: false);
        if (rows.Count == 0) return new CopyResult(target.UidValidity, [], [], target.HighestModSeq);
        var modSeq = ClockSql.Tick(tx, account);
        if (Place(tx, account, rows, to.Value, modSeq, out var placed) is { } error) return error;
        Failpoints.Hit(Failpoints.InMove);
        PlacementSql.Remove(tx, account, from.Value, rows, modSeq);
        PlacementSql.Publish(tx, account, modSeq, 0);
        return new CopyResult(target.UidValidity, [.. rows.Select(row => row.Uid)], placed, modSeq);
    }

    internal static StoreError? Place(WriteTransaction tx, AccountId account, IReadOnlyList<PlacementRow> rows, long mailbox, ModSeq modSeq, out List<Uid> placed)
    {
        placed = new List<Uid>(rows.Count);
        if (rows.Count == 0) return null;
        var next = PlacementSql.TakeUids(tx, account, mailbox, rows, modSeq);
        foreach (var row in rows)
        {
            var encoded = KeywordSql.Encode(tx, account, mailbox, row.Flags.Keywords);
            if (!encoded.TryGet(out var keywords)) return encoded.Error;
            MessageSql.Place(tx, account, row.Message);
            placed.Add(PlacementSql.Put(tx, account, mailbox, next++, row.Message, row.Flags.System, keywords, modSeq, row.Size));
        }
        return null;
    }

    private static StoreError? Target(WriteTransaction tx, AccountId account, MailboxId from, MailboxId to, out MailboxInfo target)
    {
        target = MailboxSql.Find(tx, account, to)!;
        if (target is not { Selectable: true }) return StoreError.NotFound;
        return MailboxSql.Find(tx, account, from) is { Selectable: true } ? null : StoreError.NotFound;
    }
}
