using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>Rows of queued mails.</summary>
internal static class QueueMessageSql
{
    private const string InsertText = """
        INSERT INTO queue_message (id, accept_id, company_id, kind, account_id, reverse_path, body, smtp_utf8, declared_size, dsn_return, envelope_id,
            blob_id, blob_length, structure, trace_header, message_id, refs, hops, received_at, verdict, junk)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        """;

    private const string ReadText = """
        SELECT id, accept_id, company_id, kind, account_id, reverse_path, body, smtp_utf8, declared_size, dsn_return, envelope_id, blob_id, blob_length,
            structure, trace_header, message_id, refs, hops, received_at, verdict, delay_told, junk FROM queue_message WHERE id = $1
        """;

    private const string ReadLockedText = ReadText + " /* FOR UPDATE */";

    private const string FindText = """
        SELECT id FROM queue_message WHERE accept_id = $1 AND company_id = $2 /* FOR UPDATE */
        """;

    private const string TellDelayText = """
        UPDATE queue_message SET delay_told = 1 WHERE id = $1 AND delay_told = 0
        """;

    private const string AnyRecipientText = """
        SELECT 1 FROM queue_recipient WHERE message_id = $1 LIMIT 1
        """;

    private const string DeleteText = """
        DELETE FROM queue_message WHERE id = $1 RETURNING blob_id
        """;

    /// <summary>The row refers to its blob until its last recipient is done.</summary>
    public static void Insert(WriteTransaction tx, long id, QueuedMail mail)
    {
        var parameters = mail.Mail;
        BlobSql.AddReference(tx, mail.Blob.Id);
        tx.Post(
            InsertText, id, mail.AcceptId.ToBytes(), mail.Company, (long)mail.Kind, mail.Account?.Value, mail.From, (long)parameters.Body,
            parameters.SmtpUtf8, parameters.DeclaredSize, (long)parameters.Return, parameters.EnvelopeId, mail.Blob.Id, mail.Blob.Length,
            mail.Structure, mail.TraceHeader, mail.MessageId, Lines.Join(mail.References), (long)mail.Hops, mail.ReceivedAt, mail.Verdict, mail.IsJunk);
    }

    public static QueuedMail? Read(ISqlReader sql, long id) => sql.QueryFirst(ReadText, Map, id);

    /// <summary>
    /// Until the transaction's end nobody else completes a recipient of the mail: who expands a group sees whom the others have reached, and of those who
    /// complete its last ones one sees that it is done.
    /// </summary>
    /// <returns>Null when it is done already.</returns>
    public static QueuedMail? ReadLocked(WriteTransaction tx, long id) => tx.QueryFirst(ReadLockedText, Map, id);

    /// <summary>Locked, as above.</summary>
    public static long? Find(WriteTransaction tx, AcceptId accept, CompanyId company) => tx.QueryLong(FindText, accept.ToBytes(), company);

    /// <summary>True for the first one that tells.</summary>
    public static bool TellDelay(WriteTransaction tx, long id) => tx.Execute(TellDelayText, id) == 1;

    /// <summary>The row is locked.</summary>
    public static void RemoveWhenDone(WriteTransaction tx, long id)
    {
        if (tx.QueryLong(AnyRecipientText, id) is not null) return;
        if (tx.QueryLong(DeleteText, id) is { } blob) BlobSql.Release(tx, blob);
    }

    private static QueuedMail Map(SqlRow row)
    {
        var company = new CompanyId(row.Long(2));
        return new QueuedMail
        {
            Id = row.Long(0),
            AcceptId = AcceptId.FromBytes(row.Span(1)),
            Company = company,
            Kind = (AcceptKind)row.Int(3),
            Account = row.LongOrNull(4) is { } account ? new AccountId(account) : null,
            Mail = new MailParameters
            {
                ReversePath = row.Text(5) is { Length: > 0 } path ? new ReversePath(EmailAddress.Parse(path)) : ReversePath.Null,
                Body = (BodyType)row.Int(6),
                SmtpUtf8 = row.Bool(7),
                DeclaredSize = row.LongOrNull(8),
                Return = (DsnReturn)row.Int(9),
                EnvelopeId = row.TextOrNull(10),
            },
            Blob = new BlobRow(company, row.Long(11), row.Long(12)),
            Structure = row.Bytes(13),
            TraceHeader = row.Bytes(14),
            MessageId = row.TextOrNull(15),
            References = Lines.Split(row.Text(16)),
            Hops = row.Int(17),
            ReceivedAt = row.Time(18),
            Verdict = row.Text(19),
            DelayTold = row.Bool(20),
            IsJunk = row.Bool(21),
        };
    }
}
