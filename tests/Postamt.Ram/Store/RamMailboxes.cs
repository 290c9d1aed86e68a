using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Ram.Store;

internal sealed class RamMailboxes(RamStore store) : IMailboxes
{
    public ValueTask<StoreResult<MailboxList>> ListAsync(AccountId account, CancellationToken cancellationToken) => Read<MailboxList>(account, owner => new MailboxList(
        [.. owner.Mailboxes.Select(mailbox => mailbox.Info(owner)).OrderBy(info => info.Name.IsInbox ? "" : info.Name.Value, StringComparer.Ordinal)],
        [.. owner.Subscriptions.Where(name => owner.Find(name) is null).Order(StringComparer.Ordinal).Select(Parse)]));

    public ValueTask<StoreResult<MailboxInfo>> FindAsync(AccountId account, MailboxName name, CancellationToken cancellationToken) =>
        Read<MailboxInfo>(account, owner => owner.Find(name.Value) is { } found ? found.Info(owner) : StoreError.NotFound);

    public ValueTask<StoreResult<MailboxInfo>> FindAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        Read<MailboxInfo>(account, owner => owner.Find(mailbox) is { } found ? found.Info(owner) : StoreError.NotFound);

    public ValueTask<StoreResult<MailboxInfo>> CreateAsync(AccountId account, MailboxName name, MailboxRole role, bool subscribe, CancellationToken cancellationToken) =>
        Read<MailboxInfo>(account, owner =>
        {
            var existing = owner.Find(name.Value);
            if (existing is { Selectable: true }) return StoreError.Exists;
            if (role != MailboxRole.None && owner.Mailboxes.Exists(mailbox => mailbox.Role == role)) return StoreError.InUse;
            var modSeq = Tick(owner);
            MakeAbove(owner, name, subscribe, modSeq);
            if (existing is null) existing = owner.Make(name, role, modSeq, store.Time.GetUtcNow());
            else Renew(owner, existing, role, modSeq);
            if (subscribe) owner.Subscriptions.Add(name.Value);
            return existing.Info(owner);
        });

    public ValueTask<StoreResult<Unit>> RenameAsync(AccountId account, MailboxName from, MailboxName to, CancellationToken cancellationToken) => Read<Unit>(account, owner =>
    {
        if (owner.Find(from.Value) is not { } source) return StoreError.NotFound;
        if (to.IsBelow(from) && !from.IsInbox) return StoreError.Invalid;
        if (owner.Find(to.Value) is not null) return StoreError.Exists;
        var below = from.IsInbox ? [] : owner.Mailboxes.Where(mailbox => mailbox.Name.IsBelow(from)).ToList();
        if (below.Exists(mailbox => !MailboxName.TryParse(to.Value + mailbox.Name.Value[from.Value.Length..], out _))) return StoreError.Invalid;
        var modSeq = Tick(owner);
        MakeAbove(owner, to, subscribe: false, modSeq);
        if (from.IsInbox)
        {
            var target = owner.Make(to, MailboxRole.None, modSeq, store.Time.GetUtcNow());
            var placements = source.Placements.ToList();
            foreach (var placement in placements) target.Place(placement.Message, placement.Flags, modSeq, store.Time.GetUtcNow());
            source.Remove(placements, modSeq, store.Time.GetUtcNow());
            return default(Unit);
        }
        foreach (var mailbox in below.Append(source))
        {
            mailbox.Name = Parse(to.Value + mailbox.Name.Value[from.Value.Length..]);
            mailbox.Highest = modSeq;
        }
        return default(Unit);
    });

    public ValueTask<StoreResult<Unit>> DeleteAsync(AccountId account, MailboxName name, CancellationToken cancellationToken) => Read<Unit>(account, owner =>
    {
        if (name.IsInbox) return StoreError.NoPermission;
        if (owner.Find(name.Value) is not { } mailbox) return StoreError.NotFound;
        var hasBelow = owner.Mailboxes.Exists(other => other.Name.IsBelow(name));
        if (!mailbox.Selectable && hasBelow) return StoreError.InUse;
        var modSeq = Tick(owner);
        mailbox.Remove([.. mailbox.Placements], modSeq, store.Time.GetUtcNow());
        mailbox.Tombstones.Clear();
        mailbox.Keywords.Clear();
        mailbox.Selectable = false;
        mailbox.Role = MailboxRole.None;
        if (!hasBelow) owner.Mailboxes.Remove(mailbox);
        return default(Unit);
    });

    public ValueTask<StoreResult<Unit>> SubscribeAsync(AccountId account, MailboxName name, bool subscribed, CancellationToken cancellationToken) => Read<Unit>(account, owner =>
    {
        if (subscribed && owner.Subscriptions.Count >= 10_000) return StoreError.Limit;
        if (subscribed) owner.Subscriptions.Add(name.Value);
        else owner.Subscriptions.Remove(name.Value);
        Tick(owner);
        return default(Unit);
    });

    public ValueTask<StoreResult<Unit>> SetRoleAsync(AccountId account, MailboxName name, MailboxRole role, CancellationToken cancellationToken) => Read<Unit>(account, owner =>
    {
        if (owner.Find(name.Value) is not { Selectable: true } mailbox) return StoreError.NotFound;
        if (name.IsInbox != (role == MailboxRole.Inbox)) return StoreError.NoPermission;
        var modSeq = Tick(owner);
        foreach (var holder in owner.Mailboxes.Where(other => role != MailboxRole.None && other.Role == role && other != mailbox))
        {
            holder.Role = MailboxRole.None;
            holder.Highest = modSeq;
        }
        mailbox.Role = role;
        mailbox.Highest = modSeq;
        return default(Unit);
    });

    private static MailboxName Parse(string text) => MailboxName.TryParse(text, out var name) ? name : throw new InvalidOperationException("no mailbox name");

    private void MakeAbove(RamAccount owner, MailboxName name, bool subscribe, ModSeq modSeq)
    {
        for (var above = name.Parent; above is not null; above = above.Parent)
        {
            if (owner.Find(above.Value) is not null) continue;
            owner.Make(above, MailboxRole.None, modSeq, store.Time.GetUtcNow());
            if (subscribe) owner.Subscriptions.Add(above.Value);
        }
    }

    private void Renew(RamAccount owner, RamMailbox mailbox, MailboxRole role, ModSeq modSeq)
    {
        mailbox.Selectable = true;
        mailbox.Role = role;
        mailbox.Validity = owner.NextValidity(store.Time.GetUtcNow());
        mailbox.UidNext = 1;
        mailbox.Highest = modSeq;
        mailbox.Floor = modSeq;
    }

    private ModSeq Tick(RamAccount owner)
    {
        owner.ModSeq++;
        store.Changes.Publish(new AccountChange(owner.Id, owner.ModSeq, 0));
        return new ModSeq(owner.ModSeq);
    }

    private ValueTask<StoreResult<T>> Read<T>(AccountId account, Func<RamAccount, StoreResult<T>> work)
    {
        lock (store.Gate) return new(store.Find(account) is { } owner ? work(owner) : StoreError.NotFound);
    }
}
