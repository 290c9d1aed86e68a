using Postamt.Cluster.Identity;
using Postamt.Mail.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Imap.Tests;

/// <summary>A store whose mailboxes can be opened or not, as a test wills; all else goes through.</summary>
internal sealed class FailingMessages(IMessages inner) : IMessages
{
    public bool Away { get; set; }

    public ValueTask<StoreResult<UidMap>> OpenAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        Away ? new(StoreError.Unavailable) : inner.OpenAsync(account, mailbox, cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<MessageRow>>> ReadAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, MessageColumns columns, int limit, CancellationToken cancellationToken) =>
        inner.ReadAsync(account, mailbox, uids, columns, limit, cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<FlagRow>>> ReadFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, ModSeq changedSince, int limit, CancellationToken cancellationToken) =>
        inner.ReadFlagsAsync(account, mailbox, uids, changedSince, limit, cancellationToken);

    public ValueTask<StoreResult<MailboxChanges>> ChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        inner.ChangesAsync(account, mailbox, since, cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<string>>> KeywordsAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken) =>
        inner.KeywordsAsync(account, mailbox, cancellationToken);

    public ValueTask<StoreResult<FlagResult>> StoreFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, FlagChange change, ModSeq? unchangedSince) =>
        inner.StoreFlagsAsync(account, mailbox, uids, change, unchangedSince);

    public ValueTask<StoreResult<CopyResult>> CopyAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to) => inner.CopyAsync(account, from, uids, to);

    public ValueTask<StoreResult<CopyResult>> MoveAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to) => inner.MoveAsync(account, from, uids, to);

    public ValueTask<StoreResult<ExpungeResult>> ExpungeAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange>? uids) => inner.ExpungeAsync(account, mailbox, uids);

    public ValueTask<StoreResult<(AppendResult Result, DurableReceipt Receipt)>> AppendAsync(AccountId account, MailboxId mailbox, IReadOnlyList<NewMessage> messages) =>
        inner.AppendAsync(account, mailbox, messages);
}
