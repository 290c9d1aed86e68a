using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Shared;

/// <summary>Rows of mailboxes and subscriptions.</summary>
internal static class MailboxSql
{
    private const string Columns = "id, name, role, uidvalidity, uidnext, highest_modseq, messages, unseen, deleted, size, selectable";

    private const string Subscribed = "EXISTS (SELECT 1 FROM subscription WHERE subscription.account_id = mailbox.account_id AND subscription.name = mailbox.name)";

    private const string ListText = $"SELECT {Columns}, {Subscribed} FROM mailbox WHERE account_id = $1";

    private const string ByNameText = $"SELECT {Columns}, {Subscribed} FROM mailbox WHERE account_id = $1 AND name = $2";

    private const string ByIdText = $"SELECT {Columns}, {Subscribed} FROM mailbox WHERE account_id = $1 AND id = $2";

    private const string ByRoleText = $"SELECT {Columns}, {Subscribed} FROM mailbox WHERE account_id = $1 AND role = $2 AND role <> 0";

    // The names below "a" are those from "a/" up to, not including, "a0": '0' follows '/'.
    private const string BelowText = $"SELECT {Columns}, {Subscribed} FROM mailbox WHERE account_id = $1 AND name >= $2 || '/' AND name < $2 || '0' ORDER BY name";

    private const string OrphansText = """
        SELECT name FROM subscription WHERE account_id = $1
        AND NOT EXISTS (SELECT 1 FROM mailbox WHERE mailbox.account_id = subscription.account_id AND mailbox.name = subscription.name) ORDER BY name
        """;

    private const string InsertText = """
        INSERT INTO mailbox (account_id, id, name, role, uidvalidity, highest_modseq, tombstone_floor) VALUES ($1, $2, $3, $4, $5, $6, $6)
        """;

    private const string CountText = """
        SELECT count(*) FROM mailbox WHERE account_id = $1
        """;

    private const string SubscribeText = """
        INSERT INTO subscription (account_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING
        """;

    private const string UnsubscribeText = """
        DELETE FROM subscription WHERE account_id = $1 AND name = $2
        """;

    private const string SubscriptionsText = """
        SELECT count(*) FROM subscription WHERE account_id = $1
        """;

    private const string RenameText = """
        UPDATE mailbox SET name = $3, highest_modseq = $4 WHERE account_id = $1 AND id = $2
        """;

    private const string RoleText = """
        UPDATE mailbox SET role = $3, highest_modseq = $4 WHERE account_id = $1 AND id = $2
        """;

    private const string HideText = """
        UPDATE mailbox SET selectable = 0, role = 0, highest_modseq = $3 WHERE account_id = $1 AND id = $2
        """;

    // Everything a reader could still know of the old mailbox is void under the new UIDVALIDITY.
    private const string RenewText = """
        UPDATE mailbox SET selectable = 1, role = $3, uidvalidity = $4, uidnext = 1, highest_modseq = $5, tombstone_floor = $5 WHERE account_id = $1 AND id = $2
        """;

    private const string DeleteText = """
        DELETE FROM mailbox WHERE account_id = $1 AND id = $2
        """;

    private const string DeleteTombstonesText = """
        DELETE FROM tombstone WHERE account_id = $1 AND mailbox_id = $2
        """;

    private const string DeleteKeywordsText = """
        DELETE FROM mailbox_keyword WHERE account_id = $1 AND mailbox_id = $2
        """;

    public static List<MailboxInfo> List(ISqlReader reader, AccountId account) => reader.Query(ListText, Map, account);

    public static List<string> Orphans(ISqlReader reader, AccountId account) => reader.Query(OrphansText, static row => row.Text(0), account);

    public static MailboxInfo? Find(ISqlReader reader, AccountId account, string name) => reader.QueryFirst(ByNameText, Map, account, name);

    public static MailboxInfo? Find(ISqlReader reader, AccountId account, MailboxId id) => reader.QueryFirst(ByIdText, Map, account, id.Value);

    public static MailboxInfo? Find(ISqlReader reader, AccountId account, MailboxRole role) => reader.QueryFirst(ByRoleText, Map, account, (long)role);

    public static List<MailboxInfo> Below(ISqlReader reader, AccountId account, string name) => reader.Query(BelowText, Map, account, name);

    public static long Count(ISqlReader reader, AccountId account) => reader.QueryLong(CountText, account) ?? 0;

    public static long CountSubscriptions(ISqlReader reader, AccountId account) => reader.QueryLong(SubscriptionsText, account) ?? 0;

    public static long Insert(WriteTransaction tx, AccountId account, string name, MailboxRole role, ModSeq modSeq)
    {
        var id = ClockSql.NextId(tx, account);
        tx.Post(InsertText, account, id, name, (long)role, ClockSql.NextUidValidity(tx, account).Value, modSeq.Value);
        return id;
    }

    public static void Subscribe(WriteTransaction tx, AccountId account, string name) => tx.Post(SubscribeText, account, name);

    public static void Unsubscribe(WriteTransaction tx, AccountId account, string name) => tx.Post(UnsubscribeText, account, name);

    public static void Rename(WriteTransaction tx, AccountId account, MailboxId id, string name, ModSeq modSeq) => tx.Post(RenameText, account, id.Value, name, modSeq.Value);

    public static void SetRole(WriteTransaction tx, AccountId account, MailboxId id, MailboxRole role, ModSeq modSeq) => tx.Post(RoleText, account, id.Value, (long)role, modSeq.Value);

    /// <summary>Leaves the name, because names below it stay.</summary>
    public static void Hide(WriteTransaction tx, AccountId account, MailboxId id, ModSeq modSeq)
    {
        tx.Post(HideText, account, id.Value, modSeq.Value);
        tx.Post(DeleteTombstonesText, account, id.Value);
        tx.Post(DeleteKeywordsText, account, id.Value);
    }

    /// <summary>Makes a mailbox of a name that was only there for those below.</summary>
    public static void Renew(WriteTransaction tx, AccountId account, MailboxId id, MailboxRole role, ModSeq modSeq) =>
        tx.Post(RenewText, account, id.Value, (long)role, ClockSql.NextUidValidity(tx, account).Value, modSeq.Value);

    public static void Delete(WriteTransaction tx, AccountId account, MailboxId id)
    {
        tx.Post(DeleteText, account, id.Value);
        tx.Post(DeleteTombstonesText, account, id.Value);
        tx.Post(DeleteKeywordsText, account, id.Value);
    }

    private static MailboxInfo Map(SqlRow row)
    {
        var name = MailboxName.TryParse(row.Text(1), out var parsed) ? parsed : throw new InvalidDataException("a stored mailbox name is not one");
        return new MailboxInfo(new MailboxId(row.Long(0)), name, (MailboxRole)row.Long(2), row.Bool(11), new UidValidity((uint)row.Long(3)), (uint)row.Long(4),
            new ModSeq(row.Long(5)), row.Long(6), row.Long(7), row.Long(8), row.Long(9), row.Bool(10));
    }
}
