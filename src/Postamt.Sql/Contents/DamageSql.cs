using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Contents;

/// <summary>Contents that are marked as damaged.</summary>
internal static class DamageSql
{
    private const string MarkText = """
        UPDATE blob SET damaged_at = $2 WHERE id = $1 AND damaged_at IS NULL
        """;

    private const string ClearText = """
        UPDATE blob SET damaged_at = NULL WHERE id = $1
        """;

    private const string ListText = """
        SELECT id, company_id, length, damaged_at FROM blob WHERE damaged_at IS NOT NULL ORDER BY id LIMIT $1
        """;

    // Nothing finds a content's mails by index: this reads all messages, once, for whoever asks.
    private const string MailsText = """
        SELECT message.blob_id, COALESCE(account.primary_key, ''), mailbox.name, COALESCE(placement.uid, 0), message.internal_date
        FROM message
        JOIN blob ON blob.id = message.blob_id AND blob.damaged_at IS NOT NULL
        LEFT JOIN account ON account.id = message.account_id
        LEFT JOIN placement ON placement.account_id = message.account_id AND placement.message_id = message.id
        LEFT JOIN mailbox ON mailbox.account_id = message.account_id AND mailbox.id = placement.mailbox_id
        ORDER BY message.account_id, message.id, placement.mailbox_id, placement.uid
        """;

    private const string QueuedText = """
        SELECT queue_message.blob_id, queue_recipient.address, queue_message.received_at
        FROM queue_message
        JOIN blob ON blob.id = queue_message.blob_id AND blob.damaged_at IS NOT NULL
        JOIN queue_recipient ON queue_recipient.message_id = queue_message.id
        ORDER BY queue_recipient.id
        """;

    /// <summary>False when it was marked before.</summary>
    public static bool Mark(WriteTransaction tx, long blob) => tx.Execute(MarkText, blob, tx.Now) == 1;

    public static void Clear(WriteTransaction tx, long blob) => tx.Post(ClearText, blob);

    public static IReadOnlyList<DamagedContent> List(ISqlReader sql, int limit)
    {
        var contents = sql.Query(ListText, static row => (Blob: new BlobRef(new CompanyId(row.Long(1)), row.Long(0), row.Long(2)), Since: row.Time(3)), limit);
        if (contents.Count == 0) return [];
        var stored = sql.Query(MailsText, static row => (Blob: row.Long(0), Mail: new DamagedMail(row.Text(1), row.TextOrNull(2), (uint)row.Long(3), row.Time(4))));
        var queued = sql.Query(QueuedText, static row => (Blob: row.Long(0), Mail: new DamagedMail(row.Text(1), null, 0, row.Time(2))));
        var mails = stored.Concat(queued).ToLookup(each => each.Blob, each => each.Mail);
        return [.. contents.Select(content => new DamagedContent(content.Blob, content.Since, [.. mails[content.Blob.Id]]))];
    }
}
