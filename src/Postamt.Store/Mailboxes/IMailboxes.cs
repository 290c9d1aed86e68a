using Postamt.Cluster.Identity;
using Postamt.Store.Results;

namespace Postamt.Store.Mailboxes;

/// <summary>
/// The mailboxes of one account. Every change raises the account's modseq by one and is published on the change bus after
/// its commit.
/// </summary>
public interface IMailboxes
{
    ValueTask<StoreResult<MailboxList>> ListAsync(AccountId account, CancellationToken cancellationToken);

    ValueTask<StoreResult<MailboxInfo>> FindAsync(AccountId account, MailboxName name, CancellationToken cancellationToken);

    ValueTask<StoreResult<MailboxInfo>> FindAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the mailbox and, where missing, those above it (RFC 9051 6.3.4), all subscribed when asked to. Exists when the name is taken;
    /// a name deleted before gets a new UIDVALIDITY. Limit: 10 000 mailboxes an account.
    /// </summary>
    ValueTask<StoreResult<MailboxInfo>> CreateAsync(AccountId account, MailboxName name, MailboxRole role, bool subscribe, CancellationToken cancellationToken);

    /// <summary>
    /// Renames with all names below. Renaming INBOX moves its messages into a new mailbox and leaves INBOX empty (RFC 9051 6.3.6).
    /// Missing levels above are made. Invalid when the new name lies below the old one; Limit when INBOX holds more than a copy may.
    /// </summary>
    ValueTask<StoreResult<Unit>> RenameAsync(AccountId account, MailboxName from, MailboxName to, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a mailbox and expunges what it holds. Names below stay; the name then remains unselectable (RFC 9051 6.3.5).
    /// InUse for a name that is unselectable already and has names below; NoPermission for INBOX.
    /// </summary>
    ValueTask<StoreResult<Unit>> DeleteAsync(AccountId account, MailboxName name, CancellationToken cancellationToken);

    /// <summary>Subscribing needs no existing mailbox (RFC 9051 6.3.7); Limit past 10 000 names.</summary>
    ValueTask<StoreResult<Unit>> SubscribeAsync(AccountId account, MailboxName name, bool subscribed, CancellationToken cancellationToken);

    /// <summary>Gives a mailbox a special use, taking it from the one that had it.</summary>
    ValueTask<StoreResult<Unit>> SetRoleAsync(AccountId account, MailboxName name, MailboxRole role, CancellationToken cancellationToken);
}
