using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>What a new message is made of.</summary>
internal sealed record MessageDraft(
    CompanyId Company,
    BlobRow Blob,
    ReadOnlyMemory<byte> Prefix,
    ReadOnlyMemory<byte> Structure,
    string? MessageId,
    IReadOnlyList<string> References,
    DateTimeOffset InternalDate)
{
    public long Size => Prefix.Length + Blob.Length;
}

/// <summary>Rows of messages: made once, counted by placements, kept after the last placement until their retention ends.</summary>
internal static class MessageSql
{
    private const string InsertText = """
        INSERT INTO message (account_id, id, company_id, thread_id, blob_id, blob_length, prefix_length, size, internal_date, placements)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string InsertTextText = """
        INSERT INTO message_text (internal_date, account_id, id, prefix, structure) VALUES ($1, $2, $3, $4, $5)
        """;

    private const string PlaceText = """
        UPDATE message SET placements = placements + 1, expunged_at = NULL WHERE account_id = $1 AND id = $2
        """;

    private const string UnplaceText = """
        UPDATE message SET placements = placements - 1, expunged_at = CASE WHEN placements = 1 THEN $3 ELSE NULL END
        WHERE account_id = $1 AND id = $2 RETURNING placements, size
        """;

    private const string ExpungedText = """
        SELECT account_id, id, blob_id, internal_date FROM message WHERE expunged_at IS NOT NULL AND expunged_at < $1 AND hold = 0 LIMIT $2
        """;

    private const string DeleteText = """
        DELETE FROM message WHERE account_id = $1 AND id = $2
        """;

    private const string DeleteTextText = """
        DELETE FROM message_text WHERE internal_date = $1 AND account_id = $2 AND id = $3
        """;

    /// <summary>Makes the message under a number of the account's, with a reference to its blob and one placement, which is the caller's to make.</summary>
    public static void Insert(WriteTransaction tx, AccountId account, long id, MessageDraft draft)
    {
        var thread = ThreadSql.Assign(tx, account, id, draft.MessageId, draft.References);
        tx.PostRow(InsertText, account, id, draft.Company, thread, draft.Blob.Id, draft.Blob.Length, draft.Prefix.Length, draft.Size, draft.InternalDate, 1);
        tx.PostRow(InsertTextText, draft.InternalDate, account, id, draft.Prefix, draft.Structure);
        BlobSql.AddReference(tx, draft.Blob.Id);
    }

    /// <summary>Notes one placement more.</summary>
    public static void Place(WriteTransaction tx, AccountId account, long message) => tx.Post(PlaceText, account, message);

    /// <summary>Notes one placement less; after the last one the message no longer counts against the quota.</summary>
    public static void Unplace(WriteTransaction tx, AccountId account, long message)
    {
        var (placements, size) = tx.QueryFirst(UnplaceText, static row => (row.Long(0), row.Long(1)), account, message, tx.Now);
        if (placements == 0) ClockSql.Use(tx, account, -size, -1);
    }

    /// <summary>Removes messages expunged before a time, except those on hold; returns how many, at most <paramref name="limit"/>.</summary>
    public static int PurgeExpunged(WriteTransaction tx, DateTimeOffset before, int limit)
    {
        var expunged = tx.Query(ExpungedText, static row => (Account: row.Long(0), Id: row.Long(1), Blob: row.Long(2), Date: row.Long(3)), before, limit);
        foreach (var message in expunged)
        {
            tx.Post(DeleteText, message.Account, message.Id);
            tx.Post(DeleteTextText, message.Date, message.Account, message.Id);
            BlobSql.Release(tx, message.Blob);
        }
        return expunged.Count;
    }
}
