using System.Text;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Ram.Store;

internal sealed class RamMessages(RamStore store) : IMessages
{
    public ValueTask<StoreResult<UidMap>> OpenAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) => In<UidMap>(account, mailbox, (_, box) =>
    {
        if (box.Map is null || box.Map.At != box.Highest) box.Map = new UidMap(mailbox, box.Highest, [.. box.Placements.Select(placement => placement.Uid.Value)]);
        return box.Map;
    });

    public ValueTask<StoreResult<IReadOnlyList<MessageRow>>> ReadAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, MessageColumns columns, int limit, CancellationToken cancellationToken) =>
        In<IReadOnlyList<MessageRow>>(account, mailbox, (_, box) => box.In(uids).Take(limit).Select(placement => Row(placement, columns)).ToList());

    public ValueTask<StoreResult<IReadOnlyList<FlagRow>>> ReadFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, ModSeq changedSince, int limit, CancellationToken cancellationToken) =>
        In<IReadOnlyList<FlagRow>>(account, mailbox, (_, box) =>
            box.In(uids).Where(placement => placement.ModSeq.CompareTo(changedSince) > 0).Take(limit).Select(placement => placement.Row).ToList());

    public ValueTask<StoreResult<MailboxChanges>> ChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        In<MailboxChanges>(account, mailbox, (_, box) => new MailboxChanges(
            [.. box.Placements.Where(placement => placement.ModSeq.CompareTo(since) > 0).Select(placement => placement.Row)],
            [.. box.Tombstones.Where(tombstone => tombstone.At.CompareTo(since) > 0).Select(tombstone => tombstone.Uid).Order()],
            box.Highest,
            since.CompareTo(box.Floor) >= 0));

    public ValueTask<StoreResult<IReadOnlyList<string>>> KeywordsAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        In<IReadOnlyList<string>>(account, mailbox, (_, box) => box.Keywords.Order(StringComparer.OrdinalIgnoreCase).ToList());

    public ValueTask<StoreResult<FlagResult>> StoreFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, FlagChange change, ModSeq? unchangedSince) =>
        In<FlagResult>(account, mailbox, (owner, box) =>
        {
            if (Check(change.Flags) is { } refused) return refused;
            var conflicting = box.In(uids).Where(placement => unchangedSince is { } since && placement.ModSeq.CompareTo(since) > 0).Select(placement => placement.Uid).ToList();
            var changing = box.In(uids).Where(placement => !conflicting.Contains(placement.Uid) && placement.Flags.Apply(change) != placement.Flags).ToList();
            if (changing.Exists(placement => Check(placement.Flags.Apply(change)) is not null)) return StoreError.Limit;
            if (changing.Count == 0) return new FlagResult([], conflicting, box.Highest);
            var modSeq = Tick(owner, box.Id);
            box.Highest = modSeq;
            foreach (var placement in changing)
            {
                placement.Flags = owner.Spell(placement.Flags.Apply(change));
                placement.ModSeq = modSeq;
                box.Keywords.UnionWith(placement.Flags.Keywords);
            }
            return new FlagResult([.. changing.Select(placement => placement.Row)], conflicting, modSeq);
        });

    public ValueTask<StoreResult<CopyResult>> CopyAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to) =>
        In<CopyResult>(account, from, (owner, source) =>
        {
            if (owner.Find(to) is not { Selectable: true } target) return StoreError.NotFound;
            var placements = source.In(uids);
            if (placements.Count == 0) return new CopyResult(new UidValidity(target.Validity), [], [], target.Highest);
            if (placements.Count > IMessages.MaxCopied) return StoreError.Limit;
            return RamStore.Use(owner).IsOver(0) ? StoreError.OverQuota : Place(placements, target, Tick(owner, to));
        });

    public ValueTask<StoreResult<CopyResult>> MoveAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to) =>
        In<CopyResult>(account, from, (owner, source) =>
        {
            if (owner.Find(to) is not { Selectable: true } target) return StoreError.NotFound;
            var placements = source.In(uids);
            if (placements.Count == 0) return new CopyResult(new UidValidity(target.Validity), [], [], target.Highest);
            var modSeq = Tick(owner, default);
            var result = Place(placements, target, modSeq);
            source.Remove(placements, modSeq, store.Time.GetUtcNow());
            return result;
        });

    public ValueTask<StoreResult<ExpungeResult>> ExpungeAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange>? uids) => In<ExpungeResult>(account, mailbox, (owner, box) =>
    {
        var placements = (uids is null ? box.Placements.ToList() : box.In(uids)).Where(placement => placement.Flags.Has(SystemFlags.Deleted)).ToList();
        if (placements.Count == 0) return new ExpungeResult([], box.Highest);
        var modSeq = Tick(owner, box.Id);
        box.Remove(placements, modSeq, store.Time.GetUtcNow());
        return new ExpungeResult([.. placements.Select(placement => placement.Uid)], modSeq);
    });

    public async ValueTask<StoreResult<(AppendResult Result, DurableReceipt Receipt)>> AppendAsync(AccountId account, MailboxId mailbox, IReadOnlyList<NewMessage> messages)
    {
        var contents = new List<byte[]>();
        foreach (var message in messages)
        {
            var content = new byte[message.Content.Length];
            await using var stream = message.Content.OpenRead();
            await stream.ReadExactlyAsync(content);
            contents.Add(content);
        }
        return await In<(AppendResult, DurableReceipt)>(account, mailbox, (owner, box) =>
        {
            if (messages.Select(message => Check(message.Flags)).FirstOrDefault(refused => refused is not null) is { } refused) return refused;
            if (RamStore.Use(owner).IsOver(messages.Sum(message => message.Content.Length + message.Prefix.Length))) return StoreError.OverQuota;
            var modSeq = Tick(owner, mailbox);
            var uids = new List<Uid>();
            for (var i = 0; i < messages.Count; i++)
            {
                var message = RamStore.Insert(owner, store.Put(owner.Company, contents[i]), messages[i].Prefix, messages[i].Structure, messages[i].MessageId, messages[i].References, messages[i].InternalDate);
                uids.Add(box.Place(message, owner.Spell(messages[i].Flags), modSeq, store.Time.GetUtcNow()));
            }
            var now = store.Time.GetUtcNow();
            return (new AppendResult(new UidValidity(box.Validity), uids, modSeq), new DurableReceipt(AcceptId.Next(store.Time, store.Random), now, repeated: false));
        });
    }

    private static StoreError? Check(MessageFlags flags)
    {
        if (flags.Keywords.Length > MessageFlags.MaxKeywords) return StoreError.Limit;
        return flags.Keywords.Any(keyword => keyword.Length == 0 || Encoding.UTF8.GetByteCount(keyword) > MessageFlags.MaxKeywordOctets) ? StoreError.Invalid : null;
    }

    private static MessageRow Row(RamPlacement placement, MessageColumns columns)
    {
        var message = placement.Message;
        return new MessageRow(
            placement.Uid, placement.Flags, placement.ModSeq, new EmailId(message.Id), new ThreadId(message.Thread), message.Size, message.InternalDate, placement.SavedAt, message.Blob, message.Prefix.Length,
            columns.HasFlag(MessageColumns.Structure) ? message.Structure : default, columns.HasFlag(MessageColumns.Prefix) ? message.Prefix : default);
    }

    private CopyResult Place(List<RamPlacement> placements, RamMailbox target, ModSeq modSeq) => new(
        new UidValidity(target.Validity),
        [.. placements.Select(placement => placement.Uid)],
        [.. placements.Select(placement => target.Place(placement.Message, placement.Flags, modSeq, store.Time.GetUtcNow()))],
        modSeq);

    private ModSeq Tick(RamAccount owner, MailboxId mailbox)
    {
        owner.ModSeq++;
        store.Changes.Publish(new AccountChange(owner.Id, owner.ModSeq, mailbox.Value));
        return new ModSeq(owner.ModSeq);
    }

    private ValueTask<StoreResult<T>> In<T>(AccountId account, MailboxId mailbox, Func<RamAccount, RamMailbox, StoreResult<T>> work)
    {
        lock (store.Gate)
        {
            return new(store.Find(account) is { } owner && owner.Find(mailbox) is { Selectable: true } box ? work(owner, box) : StoreError.NotFound);
        }
    }
}
