using Postamt.Queue.Accepting;
using Postamt.Queue.Ledger;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Begins a recipient's life, and ends it at once when it is filed directly.</summary>
internal static class Recipients
{
    /// <param name="mail">Id 0: no row of it is in the queue yet; the first recipient enqueued makes it.</param>
    /// <param name="parent">The entry it was expanded from; 0 for none.</param>
    /// <returns>The queue message it waits under; 0 when it was filed.</returns>
    public static StoreResult<long> Put(WriteTransaction tx, LedgerPen pen, QueuedMail mail, AcceptRecipient recipient, long parent, string expansion, string detail)
    {
        var begin = Draft(mail, recipient.Recipient.Address.ToString(), 0, parent, LedgerEvent.Accepted, detail);
        var entry = pen.Append(begin);
        if (recipient.Target is RecipientTarget.File { Filing: var filing })
        {
            var filed = File(tx, mail, filing);
            if (filed.Error is { } error) return StoreResult<long>.No(error, filed.Detail);
            pen.Append(begin with { Entry = entry, Event = LedgerEvent.Delivered, Detail = TraceText.Filed(filing) });
            return 0;
        }
        var message = mail.Id == 0 ? entry : mail.Id;
        if (mail.Id == 0) QueueMessageSql.Insert(tx, entry, mail);
        QueueRecipientSql.Insert(tx, entry, message, recipient, ((RecipientTarget.Enqueue)recipient.Target).Destination, parent, expansion);
        return message;
    }

    public static LedgerDraft Draft(QueuedMail mail, string address, long entry, long parent, LedgerEvent what, string detail) =>
        new(entry, parent, mail.AcceptId, mail.Company, what, mail.From, address, detail, mail.Kind, mail.Account);

    public static StoreResult<FiledResult> File(WriteTransaction tx, QueuedMail mail, Filing filing) => Filings.File(
        tx, filing.Account, mail.AcceptId, filing.Mailbox, filing.Flags,
        new MessageDraft(mail.Company, mail.Blob, filing.Prefix, mail.Structure, mail.MessageId, mail.References, mail.ReceivedAt));
}
