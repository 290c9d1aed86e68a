using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Shared;

/// <summary>What the making and removing of accounts does to mailboxes, in the transaction of the directory's operation.</summary>
internal static class MailboxWrites
{
    private const string ExpungeText = """
        UPDATE message SET placements = 0, expunged_at = $2 WHERE account_id = $1 AND placements > 0
        """;

    private const string ClearHoldText = """
        UPDATE message SET expunged_at = coalesce(expunged_at, $2) WHERE account_id = $1
        """;

    private static readonly string[] Clear =
    [
        "DELETE FROM placement WHERE account_id = $1",
        "DELETE FROM tombstone WHERE account_id = $1",
        "DELETE FROM mailbox_keyword WHERE account_id = $1",
        "DELETE FROM keyword WHERE account_id = $1",
        "DELETE FROM subscription WHERE account_id = $1",
        "DELETE FROM thread_id WHERE account_id = $1",
        "DELETE FROM mailbox WHERE account_id = $1",
        "DELETE FROM account_clock WHERE account_id = $1",
    ];

    /// <summary>The account's clock and its first mailboxes, named in the account's language, subscribed.</summary>
    /// <param name="quotaOctets">0: no limit.</param>
    public static void CreateDefault(WriteTransaction tx, AccountId account, CompanyId company, string locale, long quotaOctets = 0)
    {
        ClockSql.Insert(tx, account, company, quotaOctets);
        var modSeq = ClockSql.Tick(tx, account);
        foreach (var (role, name) in RoleNames.For(locale))
        {
            MailboxSql.Insert(tx, account, name, role, modSeq);
            MailboxSql.Subscribe(tx, account, name);
        }
        tx.Publish(new AccountChange(account, modSeq.Value, 0));
    }

    public static void SetQuota(WriteTransaction tx, AccountId account, long quotaOctets) => ClockSql.SetQuota(tx, account, quotaOctets);

    /// <summary>Removes all mailboxes of an account; its messages go as expunged ones do, after their retention. Filing keys stay for theirs.</summary>
    public static void Remove(WriteTransaction tx, AccountId account)
    {
        tx.Post(ExpungeText, account, tx.Now);
        tx.Post(ClearHoldText, account, tx.Now);
        foreach (var sql in Clear) tx.Post(sql, account);
    }
}
