using Postamt.Cluster.Identity;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Queue.Accepting;

/// <summary>
/// One message into one mailbox. The filing key (accept id, account) makes a second filing of the same a no-op that counts as done.
/// </summary>
/// <param name="Mailbox">By role; the role's mailbox missing, INBOX.</param>
/// <param name="Prefix">Return-Path and trace header as the reader sees them before the content.</param>
/// <param name="Flags">Usually none.</param>
public sealed record Filing(AccountId Account, MailboxRole Mailbox, ReadOnlyMemory<byte> Prefix, MessageFlags Flags);
