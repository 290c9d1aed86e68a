using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <param name="AlreadyFiled">The accept was filed into the account before; nothing was written now.</param>
internal readonly record struct FiledResult(bool AlreadyFiled, Uid Uid, string MailboxName);

/// <summary>Delivery into a mailbox, inside the transaction of accept or completion. Quota is not asked: the mail is accepted.</summary>
internal static class Filings
{
    private const string FindText = """
        SELECT filing.uid, coalesce(mailbox.name, '') FROM filing LEFT JOIN mailbox ON mailbox.account_id = filing.account_id AND mailbox.id = filing.mailbox_id
        WHERE filing.account_id = $1 AND filing.accept_id = $2
        """;

    private const string InsertText = """
        INSERT INTO filing (account_id, accept_id, mailbox_id, uid, filed_at) VALUES ($1, $2, $3, $4, $5)
        """;

    private const string PlacesText = """
        SELECT id, name, role, (SELECT uid FROM filing WHERE account_id = $1 AND accept_id = $2)
        FROM mailbox WHERE account_id = $1 AND role IN ($3, $4) AND role <> 0 AND selectable = 1
        """;

    private const string PurgeText = """
        DELETE FROM filing WHERE (account_id, accept_id) IN (SELECT account_id, accept_id FROM filing WHERE filed_at < $1 LIMIT $2)
        """;

    /// <summary>NotFound when the account has no mailboxes (any more); Limit when its keyword dictionary is full.</summary>
    public static StoreResult<FiledResult> File(WriteTransaction tx, AccountId account, AcceptId accept, MailboxRole role, MessageFlags flags, MessageDraft draft)
    {
        var key = accept.ToBytes();
        var places = tx.Query(
            PlacesText, static row => new Place(row.Long(0), row.Text(1), (MailboxRole)row.Long(2), !row.IsNull(3)), account, key, (long)role, (long)MailboxRole.Inbox);
        if (places.Count == 0 || places[0].Filed)
        {
            if (!Omissions.Has(Omissions.FilingKey) && tx.QueryFirst<FiledResult?>(FindText, static row => new FiledResult(true, new Uid((uint)row.Long(0)), row.Text(1)), account, key) is { } filed) return filed;
        }
        if ((places.Find(place => place.Role == role) ?? places.Find(place => place.Role == MailboxRole.Inbox)) is not { } mailbox)
            return StoreResult<FiledResult>.No(StoreError.NotFound, $"account {account} has no INBOX");

        if (KeywordSql.Check(flags) is { } refused) return refused;
        var encoded = KeywordSql.Encode(tx, account, mailbox.Id, flags.Keywords);
        if (!encoded.TryGet(out var keywords)) return encoded.Error!.Value;
        var message = MessageSql.Insert(tx, account, draft);
        var modSeq = ClockSql.Tick(tx, account);
        MessageSql.Place(tx, account, message);
        var uid = PlacementSql.Insert(tx, account, mailbox.Id, message, flags.System, keywords, modSeq, draft.Size);
        Failpoints.Hit(Failpoints.InFiling);
        if (!Omissions.Has(Omissions.FilingKey)) tx.Post(InsertText, account, key, mailbox.Id, uid.Value, tx.Now);
        PlacementSql.Publish(tx, account, modSeq, mailbox.Id);
        return new FiledResult(false, uid, mailbox.Name);
    }

    /// <summary>Removes filing keys older than <paramref name="before"/>; returns how many, at most <paramref name="limit"/>.</summary>
    public static int Purge(WriteTransaction tx, DateTimeOffset before, int limit) => tx.Execute(PurgeText, before, limit);

    /// <param name="Filed">The accept was filed into the account before.</param>
    private sealed record Place(long Id, string Name, MailboxRole Role, bool Filed);
}
