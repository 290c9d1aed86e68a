using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Sql.Storing;

/// <summary>Mailboxes of both engines.</summary>
internal sealed class MailboxStore(IWriter writer, IReaders readers) : IMailboxes
{
    public const int MaxMailboxes = 10_000;
    public const int MaxSubscriptions = 10_000;

    /// <summary>Placements taken away in one transaction when a mailbox is deleted.</summary>
    private const int PieceRows = 1000;

    public ValueTask<StoreResult<MailboxList>> ListAsync(AccountId account, CancellationToken cancellationToken) =>
        readers.ReadAsync<MailboxList>(reader =>
        {
            if (ClockSql.Company(reader, account).Error is { } error) return error;
            var mailboxes = MailboxSql.List(reader, account);
            mailboxes.Sort(static (left, right) => left.Name.IsInbox != right.Name.IsInbox
                ? left.Name.IsInbox ? -1 : 1
                : string.CompareOrdinal(left.Name.Value, right.Name.Value));
            return new MailboxList(mailboxes, [.. MailboxSql.Orphans(reader, account).Select(Parse).Order(Comparer<MailboxName>.Create(static (left, right) => string.CompareOrdinal(left.Value, right.Value)))]);
        }, cancellationToken);

    public ValueTask<StoreResult<MailboxInfo>> FindAsync(AccountId account, MailboxName name, CancellationToken cancellationToken) =>
        readers.ReadAsync<MailboxInfo>(reader => MailboxSql.Find(reader, account, name.Value) is { } found ? found : StoreError.NotFound, cancellationToken);

    public ValueTask<StoreResult<MailboxInfo>> FindAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        readers.ReadAsync<MailboxInfo>(reader => MailboxSql.Find(reader, account, mailbox) is { } found ? found : StoreError.NotFound, cancellationToken);

    public ValueTask<StoreResult<MailboxInfo>> CreateAsync(AccountId account, MailboxName name, MailboxRole role, bool subscribe, CancellationToken cancellationToken) =>
        writer.WriteAsync<MailboxInfo>(WriteKind.Change, tx =>
        {
            if (ClockSql.Company(tx, account).Error is { } error) return error;
            var existing = MailboxSql.Find(tx, account, name.Value);
            if (existing is { Selectable: true }) return StoreError.Exists;
            // RFC 6154 3: a special use another mailbox has is refused.
            if (role != MailboxRole.None && MailboxSql.Find(tx, account, role) is not null) return StoreError.InUse;
            var modSeq = ClockSql.Tick(tx, account);
            if (MakeAbove(tx, account, name, subscribe, modSeq) is { } refused) return refused;
            if (existing is not null) MailboxSql.Renew(tx, account, existing.Id, role, modSeq);
            else if (Make(tx, account, name, role, modSeq) is { } full) return full;
            if (subscribe) MailboxSql.Subscribe(tx, account, name.Value);
            PlacementSql.Publish(tx, account, modSeq, 0);
            return MailboxSql.Find(tx, account, name.Value)!;
        });

    public ValueTask<StoreResult<Unit>> RenameAsync(AccountId account, MailboxName from, MailboxName to, CancellationToken cancellationToken) =>
        writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            if (MailboxSql.Find(tx, account, from.Value) is not { } source) return StoreError.NotFound;
            if (to.IsBelow(from) && !from.IsInbox) return StoreError.Invalid;
            if (MailboxSql.Find(tx, account, to.Value) is not null) return StoreError.Exists;
            var modSeq = ClockSql.Tick(tx, account);
            if (MakeAbove(tx, account, to, subscribe: false, modSeq) is { } refused) return refused;
            var error = from.IsInbox ? MoveInbox(tx, account, source, to, modSeq) : RenameAll(tx, account, source, to, modSeq);
            if (error is { } found) return found;
            PlacementSql.Publish(tx, account, modSeq, 0);
            return default(Unit);
        });

    public async ValueTask<StoreResult<Unit>> DeleteAsync(AccountId account, MailboxName name, CancellationToken cancellationToken)
    {
        if (name.IsInbox) return StoreError.NoPermission;
        while (true)
        {
            var result = await writer.WriteAsync<bool>(WriteKind.Bulk, tx => DeletePiece(tx, account, name));
            if (!result.TryGet(out var done)) return StoreResult<Unit>.No(result.Error!.Value, result.Detail);
            if (done) return default(Unit);
        }
    }

    public ValueTask<StoreResult<Unit>> SubscribeAsync(AccountId account, MailboxName name, bool subscribed, CancellationToken cancellationToken) =>
        writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            if (ClockSql.Company(tx, account).Error is { } error) return error;
            if (subscribed && MailboxSql.CountSubscriptions(tx, account) >= MaxSubscriptions) return StoreError.Limit;
            if (subscribed) MailboxSql.Subscribe(tx, account, name.Value);
            else MailboxSql.Unsubscribe(tx, account, name.Value);
            PlacementSql.Publish(tx, account, ClockSql.Tick(tx, account), 0);
            return default(Unit);
        });

    public ValueTask<StoreResult<Unit>> SetRoleAsync(AccountId account, MailboxName name, MailboxRole role, CancellationToken cancellationToken) =>
        writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            if (MailboxSql.Find(tx, account, name.Value) is not { Selectable: true } mailbox) return StoreError.NotFound;
            // INBOX is the one name every delivery can fall back to.
            if (name.IsInbox != (role == MailboxRole.Inbox)) return StoreError.NoPermission;
            var modSeq = ClockSql.Tick(tx, account);
            if (role != MailboxRole.None && MailboxSql.Find(tx, account, role) is { } holder && holder.Id != mailbox.Id) MailboxSql.SetRole(tx, account, holder.Id, MailboxRole.None, modSeq);
            MailboxSql.SetRole(tx, account, mailbox.Id, role, modSeq);
            PlacementSql.Publish(tx, account, modSeq, 0);
            return default(Unit);
        });

    /// <summary>True when the mailbox is gone, false when there is more to take away first.</summary>
    private static StoreResult<bool> DeletePiece(WriteTransaction tx, AccountId account, MailboxName name)
    {
        if (MailboxSql.Find(tx, account, name.Value) is not { } mailbox) return StoreError.NotFound;
        var hasBelow = MailboxSql.Below(tx, account, name.Value).Count > 0;
        if (!mailbox.Selectable && hasBelow) return StoreError.InUse;
        var modSeq = ClockSql.Tick(tx, account);
        var rows = PlacementSql.Read(tx, account, mailbox.Id.Value, [new UidRange(1, uint.MaxValue)], 0, PieceRows, onlyDeleted: false);
        if (rows.Count > 0) PlacementSql.Remove(tx, account, mailbox.Id.Value, rows, modSeq);
        var done = rows.Count < PieceRows;
        if (done && hasBelow) MailboxSql.Hide(tx, account, mailbox.Id, modSeq);
        else if (done) MailboxSql.Delete(tx, account, mailbox.Id);
        PlacementSql.Publish(tx, account, modSeq, done ? 0 : mailbox.Id.Value);
        return done;
    }

    private static StoreError? MakeAbove(WriteTransaction tx, AccountId account, MailboxName name, bool subscribe, ModSeq modSeq)
    {
        for (var above = name.Parent; above is not null; above = above.Parent)
        {
            if (MailboxSql.Find(tx, account, above.Value) is not null) continue;
            if (Make(tx, account, above, MailboxRole.None, modSeq) is { } refused) return refused;
            if (subscribe) MailboxSql.Subscribe(tx, account, above.Value);
        }
        return null;
    }

    private static StoreError? Make(WriteTransaction tx, AccountId account, MailboxName name, MailboxRole role, ModSeq modSeq)
    {
        if (MailboxSql.Count(tx, account) >= MaxMailboxes) return StoreError.Limit;
        MailboxSql.Insert(tx, account, name.Value, role, modSeq);
        return null;
    }

    private static StoreError? RenameAll(WriteTransaction tx, AccountId account, MailboxInfo source, MailboxName to, ModSeq modSeq)
    {
        foreach (var below in MailboxSql.Below(tx, account, source.Name.Value))
        {
            if (!MailboxName.TryParse(to.Value + below.Name.Value[source.Name.Value.Length..], out var name)) return StoreError.Invalid;
            MailboxSql.Rename(tx, account, below.Id, name.Value, modSeq);
        }
        MailboxSql.Rename(tx, account, source.Id, to.Value, modSeq);
        return null;
    }

    // RFC 9051 6.3.6: the messages of INBOX go to the new mailbox, INBOX stays and is empty; names below it stay.
    private static StoreError? MoveInbox(WriteTransaction tx, AccountId account, MailboxInfo inbox, MailboxName to, ModSeq modSeq)
    {
        if (Make(tx, account, to, MailboxRole.None, modSeq) is { } refused) return refused;
        var target = MailboxSql.Find(tx, account, to.Value)!;
        var rows = PlacementSql.Read(tx, account, inbox.Id.Value, [new UidRange(1, uint.MaxValue)], 0, IMessages.MaxCopied + 1, onlyDeleted: false);
        if (rows.Count > IMessages.MaxCopied) return StoreError.Limit;
        return CopyWrites.Place(tx, account, rows, target.Id.Value, modSeq, out _) ?? RemoveAll();

        StoreError? RemoveAll()
        {
            PlacementSql.Remove(tx, account, inbox.Id.Value, rows, modSeq);
            return null;
        }
    }

    private static MailboxName Parse(string text) => MailboxName.TryParse(text, out var name) ? name : throw new InvalidDataException("a stored mailbox name is not one");
}
