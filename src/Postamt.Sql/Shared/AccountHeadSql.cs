using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Shared;

/// <summary>Reads the numbers a delivery moves and writes them back. Whoever reads them has the account until the transaction ends.</summary>
internal static class AccountHeadSql
{
    private const string ReadText = """
        SELECT next_id, modseq, used_octets, used_messages FROM account_clock WHERE account_id = $1 /* FOR UPDATE */
        """;

    private const string MailboxText = """
        SELECT id, name, uidnext, messages, size, unseen, deleted FROM mailbox WHERE account_id = $1 AND role = $2 AND role <> 0 AND selectable = 1
        """;

    private const string KeepText = """
        UPDATE account_clock SET next_id = $2, modseq = $3, used_octets = $4, used_messages = $5 WHERE account_id = $1
        """;

    private const string KeepMailboxText = """
        UPDATE mailbox SET uidnext = $3, highest_modseq = $4, messages = $5, size = $6, unseen = $7, deleted = $8 WHERE account_id = $1 AND id = $2
        """;

    public static AccountHead? Read(ISqlReader sql, AccountId account) => sql.QueryFirst(
        ReadText, row => new AccountHead(account, row.Long(0), row.Long(1), row.Long(2), row.Long(3)), account);

    /// <summary>The mailbox of a role, or INBOX where there is none.</summary>
    public static MailboxHead? Mailbox(ISqlReader sql, AccountHead head, MailboxRole role) =>
        Of(sql, head, role) ?? Of(sql, head, MailboxRole.Inbox);

    public static void Keep(WriteTransaction tx, AccountHead head)
    {
        tx.PostRow(KeepText, head.Account, head.NextId, head.ModSeq, head.UsedOctets, head.UsedMessages);
        head.Kept();
        foreach (var mailbox in head.Mailboxes.Values)
        {
            if (mailbox is not { Moved: true }) continue;
            tx.PostRow(KeepMailboxText, head.Account, mailbox.Id, mailbox.UidNext, mailbox.HighestModSeq, mailbox.Messages, mailbox.Size, mailbox.Unseen, mailbox.Deleted);
            mailbox.Kept();
        }
    }

    private static MailboxHead? Of(ISqlReader sql, AccountHead head, MailboxRole role)
    {
        if (head.Mailboxes.TryGetValue(role, out var known)) return known;
        var mailbox = sql.QueryFirst(
            MailboxText, static row => new MailboxHead(row.Long(0), row.Text(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.Long(6)), head.Account, (long)role);
        head.Mailboxes.Add(role, mailbox);
        return mailbox;
    }
}
