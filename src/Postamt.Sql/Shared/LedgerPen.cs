using System.Security.Cryptography;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Ledger;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>
/// Writes ledger rows within one request's transaction. The strand's head is moved in memory and kept by the transaction, so that an undone
/// request leaves the chain as it was.
/// </summary>
internal sealed class LedgerPen(WriteTransaction tx, long strand, RandomNumberGenerator random)
{
    private const string InsertText = """
        INSERT INTO ledger (strand, seq, entry, parent, accept_id, company_id, event, at, kind, account_id, sender, recipient, detail, sender_key,
            recipient_key, salt, digest, previous, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        """;

    private const string ReachedText = """
        SELECT 1 FROM ledger WHERE recipient_key = $1 AND recipient_key IS NOT NULL AND accept_id = $2 LIMIT 1
        """;

    public long Strand => strand;

    /// <summary>The row's entry.</summary>
    public long Append(in LedgerDraft draft)
    {
        var salt = new byte[LedgerHash.SaltLength];
        random.GetBytes(salt);
        var (record, head) = tx.Known.Strands.Of(tx, strand).Append(draft, tx.Now, salt);
        tx.Known.Strands.Move(head);
        var row = record.Row;
        var begins = row.Event == LedgerEvent.Accepted;
        tx.PostRow(
            InsertText, row.Strand, row.Seq, row.Entry, row.Parent, row.AcceptId.ToBytes(), row.Company, (long)row.Event, row.At, (long)row.Kind,
            row.Account?.Value, row.From, row.Recipient, row.Detail, begins ? KeyOf(draft.From) : null, begins ? KeyOf(draft.Recipient) : null,
            record.Salt, record.Digest, record.Previous, record.Hash);
        return row.Entry;
    }

    /// <summary>Whether the mail has had this recipient before, in whatever spelling and by whatever way.</summary>
    public bool HasReached(AcceptId accept, EmailAddress address) => tx.QueryLong(ReachedText, address.LookupKey, accept.ToBytes()) is not null;

    /// <summary>The lookup key of an address; null for the null path, which nobody searches.</summary>
    public static string? KeyOf(string address) =>
        address.Length == 0 ? null : EmailAddress.TryParse(address, out var parsed) ? parsed.LookupKey : address.ToLowerInvariant();
}
