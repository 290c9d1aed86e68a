using Postamt.Cluster.Identity;
using Postamt.Mail.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Store.Messages;

/// <summary>
/// The messages of one account's mailboxes. UIDs are given as ranges, ascending, not overlapping; UIDs that do not exist are
/// passed over. Each change is one transaction (bulk changes in pieces of 1 000 rows), raises the account's modseq once
/// a transaction and is published after its commit. Once a change is enqueued it has no cancellation.
/// </summary>
public interface IMessages
{
    /// <summary>Placements one COPY, or one RENAME of INBOX, takes: both are all or nothing, so both are one transaction (docs/adr/0003).</summary>
    const int MaxCopied = 100_000;

    /// <summary>The mailbox's UIDs now; the same object is given again while nothing changed.</summary>
    ValueTask<StoreResult<UidMap>> OpenAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>Rows ascending by uid, at most <paramref name="limit"/>; go on after the last uid for more.</summary>
    ValueTask<StoreResult<IReadOnlyList<MessageRow>>> ReadAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, MessageColumns columns, int limit, CancellationToken cancellationToken);

    /// <summary>Uid, flags and modseq only; ascending by uid, at most <paramref name="limit"/>, only those changed after <paramref name="changedSince"/>.</summary>
    ValueTask<StoreResult<IReadOnlyList<FlagRow>>> ReadFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, ModSeq changedSince, int limit, CancellationToken cancellationToken);

    ValueTask<StoreResult<MailboxChanges>> ChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken);

    /// <summary>Keywords in use in the mailbox, for the FLAGS response.</summary>
    ValueTask<StoreResult<IReadOnlyList<string>>> KeywordsAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken);

    /// <param name="unchangedSince">Null: no condition (RFC 7162 3.1.3).</param>
    ValueTask<StoreResult<FlagResult>> StoreFlagsAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange> uids, FlagChange change, ModSeq? unchangedSince);

    /// <summary>All or nothing (RFC 9051 6.4.7). OverQuota is checked before; Limit past <see cref="MaxCopied"/> messages.</summary>
    ValueTask<StoreResult<CopyResult>> CopyAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to);

    ValueTask<StoreResult<CopyResult>> MoveAsync(AccountId account, MailboxId from, IReadOnlyList<UidRange> uids, MailboxId to);

    /// <summary>Removes placements with \Deleted; with <paramref name="uids"/> only those among them (UID EXPUNGE). The message itself is kept until its retention ends.</summary>
    ValueTask<StoreResult<ExpungeResult>> ExpungeAsync(AccountId account, MailboxId mailbox, IReadOnlyList<UidRange>? uids);

    /// <summary>All or none; the receipt stands for all of them.</summary>
    ValueTask<StoreResult<(AppendResult Result, DurableReceipt Receipt)>> AppendAsync(AccountId account, MailboxId mailbox, IReadOnlyList<NewMessage> messages);
}
