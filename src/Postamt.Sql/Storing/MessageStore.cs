using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Sql.Storing;

/// <summary>Messages of both engines.</summary>
/// <param name="flags">Null: one with its own limits.</param>
internal sealed class MessageStore(IWriter writer, IReaders readers, IBodies bodies, TimeProvider time, RandomNumberGenerator random, FlagCache? flags = null) : IMessages
{
    /// <summary>Placements a long change touches in one transaction.</summary>
    private const int PieceRows = 1000;

    private readonly UidMapCache _maps = new();
    private readonly FlagCache _flags = flags ?? new FlagCache();

    public ValueTask<StoreResult<UidMap>> OpenAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        InMailboxAsync(account, mailbox, (reader, info) =>
        {
            var known = _maps.Find(account, mailbox, info.UidValidity);
            if (known is not null && known.At == info.HighestModSeq) return known;
            // The kept map may be of a later moment than this read.
            var fresh = known is not null && known.At.CompareTo(info.HighestModSeq) < 0 && known.At.CompareTo(MessageReads.Floor(reader, account, mailbox)) >= 0
                ? Advance(reader, account, known, info.HighestModSeq)
                : new UidMap(mailbox, info.HighestModSeq, [.. MessageReads.Uids(reader, account, mailbox, 0)]);
            return _maps.Keep(account, info.UidValidity, fresh);
        }, cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<MessageRow>>> ReadAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, MessageColumns columns, int limit, CancellationToken cancellationToken) =>
        InMailboxAsync<IReadOnlyList<MessageRow>>(account, mailbox, (reader, _) => MessageReads.Read(reader, account, mailbox, uids, columns, limit), cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<FlagRow>>> ReadFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, ModSeq changedSince, int limit, CancellationToken cancellationToken) =>
        InMailboxAsync<IReadOnlyList<FlagRow>>(
            account, mailbox, (reader, info) => _flags.At(reader, account, info, uids, limit)?.Read(uids, changedSince, limit) ?? MessageReads.Flags(reader, account, mailbox, uids, changedSince, limit), cancellationToken);

    public ValueTask<StoreResult<MailboxChanges>> ChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        InMailboxAsync(account, mailbox, (reader, info) => new MailboxChanges(
            MessageReads.Changed(reader, account, mailbox, since),
            MessageReads.Vanished(reader, account, mailbox, since),
            info.HighestModSeq,
            since.CompareTo(MessageReads.Floor(reader, account, mailbox)) >= 0), cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<string>>> KeywordsAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        InMailboxAsync(account, mailbox, (reader, _) => KeywordSql.InMailbox(reader, account, mailbox.Value), cancellationToken);

    public async ValueTask<StoreResult<FlagResult>> StoreFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, FlagChange change, ModSeq? unchangedSince)
    {
        if (KeywordSql.Check(change.Flags) is { } refused) return refused;
        var changed = new List<FlagRow>();
        var conflicting = new List<Uid>();
        uint after = 0;
        while (true)
        {
            var from = after;
            var result = await writer.WriteAsync<FlagPiece>(KindOf(from), tx => FlagWrites.Piece(tx, account, mailbox, uids, change, unchangedSince, from, PieceRows));
            if (!result.TryGet(out var piece)) return StoreResult<FlagResult>.No(result.Error!.Value, result.Detail);
            changed.AddRange(piece.Changed);
            conflicting.AddRange(piece.Conflicting);
            after = piece.Last;
            if (!piece.More) return new FlagResult(changed, conflicting, piece.At);
        }
    }

    public ValueTask<StoreResult<CopyResult>> CopyAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to) =>
        writer.WriteAsync<CopyResult>(WriteKind.Change, tx => CopyWrites.Copy(tx, account, from, uids, to));

    public async ValueTask<StoreResult<CopyResult>> MoveAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to)
    {
        // Into itself, the new placements are not to be moved again.
        var map = await OpenAsync(account, from, CancellationToken.None);
        if (!map.TryGet(out var present)) return StoreResult<CopyResult>.No(map.Error!.Value, map.Detail);
        var last = present.Count == 0 ? 0 : present[present.Count - 1].Value;
        List<UidRange> ranges = [.. uids.Where(range => range.First <= last).Select(range => range with { Last = Math.Min(range.Last, last) })];
        var source = new List<Uid>();
        var destination = new List<Uid>();
        while (true)
        {
            var after = source.Count == 0 ? 0 : source[^1].Value;
            var result = await writer.WriteAsync<CopyResult>(KindOf(after), tx => CopyWrites.MovePiece(tx, account, from, ranges, to, after, PieceRows));
            if (!result.TryGet(out var piece)) return result;
            source.AddRange(piece.Source);
            destination.AddRange(piece.Destination);
            if (piece.Source.Count < PieceRows) return new CopyResult(piece.UidValidity, source, destination, piece.At);
        }
    }

    public async ValueTask<StoreResult<ExpungeResult>> ExpungeAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange>? uids)
    {
        var removed = new List<Uid>();
        while (true)
        {
            var after = removed.Count == 0 ? 0 : removed[^1].Value;
            var result = await writer.WriteAsync<ExpungeResult>(KindOf(after), tx => ExpungePiece(tx, account, mailbox, uids ?? [new UidRange(1, uint.MaxValue)], after));
            if (!result.TryGet(out var piece)) return result;
            removed.AddRange(piece.Uids);
            if (piece.Uids.Count < PieceRows) return new ExpungeResult(removed, piece.At);
        }
    }

    public async ValueTask<StoreResult<(AppendResult Result, DurableReceipt Receipt)>> AppendAsync(AccountId account, MailboxId mailbox, IReadOnlyList<NewMessage> messages)
    {
        var company = await readers.ReadAsync(reader => ClockSql.Company(reader, account), CancellationToken.None);
        if (!company.TryGet(out var owner)) return StoreResult<(AppendResult, DurableReceipt)>.No(company.Error!.Value, company.Detail);
        foreach (var message in messages)
        {
            if (KeywordSql.Check(message.Flags) is { } refused) return refused;
        }
        var pending = new List<PendingBody>(messages.Count);
        try
        {
            foreach (var message in messages) pending.Add(await bodies.PrepareAsync(owner, message.Content));
            var result = await writer.WriteAsync<AppendResult>(WriteKind.Accept, pending, tx => Append(tx, account, mailbox, messages, pending));
            Failpoints.Hit(Failpoints.AfterAppended);
            if (!result.TryGet(out var appended)) return StoreResult<(AppendResult, DurableReceipt)>.No(result.Error!.Value, result.Detail);
            return (appended, new DurableReceipt(AcceptId.Next(time, random), time.GetUtcNow(), repeated: false));
        }
        catch (IOException e)
        {
            return StoreResult<(AppendResult, DurableReceipt)>.No(DiskAccess.IsNoSpace(e) ? StoreError.NoSpace : StoreError.Unavailable, e.Message);
        }
        finally
        {
            foreach (var body in pending) body.Dispose();
        }
    }

    private static StoreResult<AppendResult> Append(WriteTransaction tx, AccountId account, MailboxId mailbox, IReadOnlyList<NewMessage> messages, List<PendingBody> pending)
    {
        if (MailboxSql.Find(tx, account, mailbox) is not { Selectable: true } info) return StoreError.NotFound;
        if (QuotaSql.Read(tx, account).TryGet(out var use) && use.IsOver(messages.Sum(message => message.Content.Length + message.Prefix.Length))) return StoreError.OverQuota;
        var modSeq = ClockSql.Tick(tx, account);
        var uids = new List<Uid>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            var encoded = KeywordSql.Encode(tx, account, mailbox.Value, message.Flags.Keywords);
            if (!encoded.TryGet(out var keywords)) return encoded.Error!.Value;
            var stored = tx.Blobs.Ensure(tx, pending[i], references: 1);
            if (!stored.TryGet(out var blob)) return StoreResult<AppendResult>.No(stored.Error!.Value, stored.Detail);
            var draft = new MessageDraft(pending[i].Company, blob, message.Prefix, message.Structure, message.MessageId, message.References, message.InternalDate);
            var id = ClockSql.TakeMessage(tx, account, draft.Size);
            MessageSql.Insert(tx, account, id, draft);
            uids.Add(PlacementSql.Insert(tx, account, mailbox.Value, id, message.Flags.System, keywords, modSeq, draft.Size));
        }
        PlacementSql.Publish(tx, account, modSeq, mailbox.Value);
        Failpoints.Hit(Failpoints.InAppend);
        return new AppendResult(info.UidValidity, uids, modSeq);
    }

    private static StoreResult<ExpungeResult> ExpungePiece(WriteTransaction tx, AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, uint after)
    {
        if (MailboxSql.Find(tx, account, mailbox) is not { Selectable: true } info) return StoreError.NotFound;
        var rows = PlacementSql.Read(tx, account, mailbox.Value, uids, after, PieceRows, onlyDeleted: true);
        if (rows.Count == 0) return new ExpungeResult([], info.HighestModSeq);
        var modSeq = ClockSql.Tick(tx, account);
        PlacementSql.Remove(tx, account, mailbox.Value, rows, modSeq);
        Failpoints.Hit(Failpoints.InExpunge);
        PlacementSql.Publish(tx, account, modSeq, mailbox.Value);
        return new ExpungeResult([.. rows.Select(row => row.Uid)], modSeq);
    }

    /// <summary>The first piece is somebody's change; those after it let accepts pass.</summary>
    private static WriteKind KindOf(uint after) => after == 0 ? WriteKind.Change : WriteKind.Bulk;

    private static UidMap Advance(ISqlReader reader, AccountId account, UidMap known, ModSeq at)
    {
        var vanished = MessageReads.Vanished(reader, account, known.Mailbox, known.At).Select(uid => uid.Value).ToHashSet();
        var last = known.Count == 0 ? 0 : known[known.Count - 1].Value;
        var added = MessageReads.Uids(reader, account, known.Mailbox, last);
        var uids = new List<uint>(known.Count + added.Count);
        foreach (var uid in known.Uids)
        {
            if (!vanished.Contains(uid)) uids.Add(uid);
        }
        uids.AddRange(added);
        return new UidMap(known.Mailbox, at, [.. uids]);
    }

    private ValueTask<StoreResult<T>> InMailboxAsync<T>(AccountId account, MailboxId mailbox, Func<ISqlReader, MailboxInfo, T> work, CancellationToken cancellationToken) =>
        readers.ReadAsync(reader => MailboxSql.Find(reader, account, mailbox) is { Selectable: true } info ? StoreResult<T>.Ok(work(reader, info)) : StoreError.NotFound, cancellationToken);
}
