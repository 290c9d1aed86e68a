namespace Postamt.Store.Mailboxes;

/// <summary>RFC 6154 special uses; a mailbox has at most one, an account at most one mailbox of each.</summary>
public enum MailboxRole
{
    None,
    Inbox,
    Archive,
    Drafts,
    Junk,
    Sent,
    Trash,
}

/// <summary>A mailbox with its counters, which the store keeps with each change: STATUS reads one row.</summary>
/// <param name="UidNext">The UID the next placement gets at the least.</param>
/// <param name="HighestModSeq">RFC 7162: the highest modseq of all that happened in the mailbox; at least 1.</param>
/// <param name="Messages">Placements not expunged.</param>
/// <param name="Unseen">Of these, without \Seen.</param>
/// <param name="Deleted">Of these, with \Deleted.</param>
/// <param name="Size">RFC 8438: sum of the messages' sizes in octets.</param>
/// <param name="Selectable">False for a name that exists only because names below it do.</param>
public sealed record MailboxInfo(
    MailboxId Id,
    MailboxName Name,
    MailboxRole Role,
    bool Subscribed,
    UidValidity UidValidity,
    uint UidNext,
    ModSeq HighestModSeq,
    long Messages,
    long Unseen,
    long Deleted,
    long Size,
    bool Selectable = true);

/// <summary>All mailboxes and subscriptions of an account at one moment.</summary>
/// <param name="Mailboxes">Ordered by name, INBOX first.</param>
/// <param name="OrphanSubscriptions">Subscribed names that no longer exist (RFC 9051 6.3.7 keeps them).</param>
public sealed record MailboxList(IReadOnlyList<MailboxInfo> Mailboxes, IReadOnlyList<MailboxName> OrphanSubscriptions);
