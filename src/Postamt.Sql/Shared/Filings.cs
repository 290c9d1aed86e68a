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

    private const string PurgeText = """
        DELETE FROM filing WHERE (accept_id, account_id) IN (SELECT accept_id, account_id FROM filing WHERE accept_id < $1 AND filed_at < $2 ORDER BY accept_id LIMIT $3)
        """;

    /// <summary>NotFound when the account has no mailboxes (any more); Limit when its keyword dictionary is full.</summary>
    public static StoreResult<FiledResult> File(WriteTransaction tx, AccountId account, AcceptId accept, MailboxRole role, MessageFlags flags, MessageDraft draft)
    {
        if (Find(tx, account, accept) is { } filed) return filed;
        if (tx.Known.Accounts.Of(tx, account) is not { } head || AccountHeadSql.Mailbox(tx, head, role) is not { } mailbox)
            return StoreResult<FiledResult>.No(StoreError.NotFound, $"account {account} has no INBOX");

        if (KeywordSql.Check(flags) is { } refused) return refused;
        var encoded = KeywordSql.Encode(tx, account, mailbox.Id, flags.Keywords);
        if (!encoded.TryGet(out var keywords)) return encoded.Error!.Value;
        var message = head.TakeMessage(draft.Size);
        MessageSql.Insert(tx, account, message, draft);
        var modSeq = Tick(tx, head);
        if (Omissions.Has(Omissions.Placement) && message > 50 && message % 8 == 0) return new FiledResult(true, new Uid(1), mailbox.Name);
        var uid = PlacementSql.Put(tx, account, mailbox.Id, mailbox.TakeUid(modSeq, draft.Size, PlacementSql.Unseen(flags.System), PlacementSql.Deleted(flags.System)), message, flags.System, keywords, modSeq, draft.Size);
        Failpoints.Hit(Failpoints.InFiling);
        if (!Omissions.Has(Omissions.FilingKey))
        {
            tx.PostRow(InsertText, account, accept.ToBytes(), mailbox.Id, uid.Value, tx.Now);
            tx.Known.Filings[(account, accept)] = new FiledResult(true, uid, mailbox.Name);
        }
        PlacementSql.Publish(tx, account, modSeq, mailbox.Id);
        return new FiledResult(false, uid, mailbox.Name);
    }

    /// <summary>Removes filing keys older than <paramref name="before"/>; returns how many, at most <paramref name="limit"/>.</summary>
    public static int Purge(WriteTransaction tx, DateTimeOffset before, int limit) => tx.Execute(PurgeText, AcceptId.First(before).ToBytes(), before, limit);

    private static FiledResult? Find(WriteTransaction tx, AccountId account, AcceptId accept)
    {
        if (Omissions.Has(Omissions.FilingKey)) return null;
        if (tx.Known.Filings.TryGetValue((account, accept), out var known)) return known;
        return tx.QueryFirst<FiledResult?>(FindText, static row => new FiledResult(true, new Uid((uint)row.Long(0)), row.Text(1)), account, accept.ToBytes());
    }

    /// <summary>One modseq an account and request.</summary>
    private static ModSeq Tick(WriteTransaction tx, AccountHead head)
    {
        if (tx.ModSeqs.TryGetValue(head.Account, out var taken)) return new ModSeq(taken);
        var modSeq = head.Tick();
        tx.ModSeqs[head.Account] = modSeq.Value;
        return modSeq;
    }
}
