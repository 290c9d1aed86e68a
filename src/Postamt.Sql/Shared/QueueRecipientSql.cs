using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>Rows of queued recipients. Whoever changes what is free or due has the destination looked at again.</summary>
internal static class QueueRecipientSql
{
    private const string InsertText = """
        INSERT INTO queue_recipient (id, message_id, company_id, address, notify, original, parent, expansion, destination, queued_at, next_attempt,
            attempts, held, delay_notified, lease_epoch, last_epoch, last_failure)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0, 0, 0, NULL, NULL, NULL)
        """;

    private const string StateText = """
        SELECT lease_epoch, last_epoch, attempts, address, parent, expansion, destination, message_id FROM queue_recipient WHERE id = $1 /* FOR UPDATE */
        """;

    private const string LeaseText = """
        UPDATE queue_recipient SET lease_epoch = $2 WHERE id = $1
        """;

    private const string DeferText = """
        UPDATE queue_recipient SET lease_epoch = NULL, last_epoch = $2, attempts = attempts + 1, next_attempt = $3, last_failure = $4,
            delay_notified = CASE WHEN $5 = 1 THEN 1 ELSE delay_notified END WHERE id = $1
        """;

    private const string DoomUpdateText = """
        UPDATE queue_recipient SET lease_epoch = NULL, last_epoch = $2, attempts = attempts + 1, next_attempt = $3, last_failure = $4, destination = $5, doom = $6
        WHERE id = $1
        """;

    private const string WaitingText = """
        SELECT id, address, notify, original, expansion, attempts, queued_at, delay_notified, doom, last_failure FROM queue_recipient
        WHERE message_id = $1 AND destination <> $2 AND last_failure IS NOT NULL ORDER BY id LIMIT $3
        """;

    private const string OthersText = """
        SELECT count(*) FROM (SELECT 1 FROM queue_recipient WHERE message_id = $1 LIMIT $2) AS found
        """;

    private const string FreeText = """
        UPDATE queue_recipient SET lease_epoch = NULL WHERE id = $1 AND lease_epoch = $2
        """;

    private const string DeleteText = """
        DELETE FROM queue_recipient WHERE id = $1
        """;

    private const string FreeAllText = """
        UPDATE queue_recipient SET lease_epoch = NULL WHERE lease_epoch = $1 RETURNING destination
        """;

    private const string FirstDueText = """
        SELECT message_id FROM queue_recipient WHERE destination = $1 AND lease_epoch IS NULL AND held = 0 AND next_attempt <= $2 ORDER BY next_attempt LIMIT 1 /* FOR UPDATE SKIP LOCKED */
        """;

    private const string GroupText = """
        SELECT id, address, notify, original, expansion, attempts, queued_at, delay_notified, doom FROM queue_recipient
        WHERE message_id = $1 AND destination = $2 AND lease_epoch IS NULL AND held = 0 AND (next_attempt <= $3 OR $5 = 1) LIMIT $4 /* FOR UPDATE SKIP LOCKED */
        """;

    public static void Insert(WriteTransaction tx, long id, long message, AcceptRecipient recipient, Destination destination, long parent, string expansion)
    {
        var envelope = recipient.Recipient;
        tx.Post(
            InsertText, id, message, recipient.Company, envelope.Address.ToString(), (long)envelope.Notify, envelope.OriginalRecipient, parent,
            expansion, destination.Key, tx.Now);
        tx.Destinations.Due(destination.Key, tx.Now);
    }

    /// <summary>Nobody else changes the row until the transaction's end.</summary>
    public static QueuedState? State(WriteTransaction tx, long id) => tx.QueryFirst(StateText, static row => new QueuedState(
        row.LongOrNull(0), row.LongOrNull(1), row.Int(2), row.Text(3), row.Long(4), row.Text(5), row.Text(6), row.Long(7)), id);

    public static void Lease(WriteTransaction tx, long id, long epoch) => tx.Post(LeaseText, id, epoch);

    public static void Defer(WriteTransaction tx, long id, long epoch, DateTimeOffset next, string failure, bool notified) =>
        tx.Post(DeferText, id, epoch, next, failure, notified);

    public static void Doom(WriteTransaction tx, long id, long epoch, DateTimeOffset noticeAt, string failure, Doom doom) =>
        tx.Post(DoomUpdateText, id, epoch, noticeAt, failure, Destination.Notice.Key, DoomText.Write(doom));

    /// <summary>Whether the mail has more recipients in the queue than these.</summary>
    public static bool HasMoreThan(ISqlReader sql, long message, int recipients) => sql.QueryLong(OthersText, message, recipients + 1L) > recipients;

    public static bool Free(WriteTransaction tx, long id, long epoch) => tx.Execute(FreeText, id, epoch) == 1;

    public static void Delete(WriteTransaction tx, long id) => tx.Post(DeleteText, id);

    /// <summary>Frees all that an epoch holds; the number of rows.</summary>
    public static int FreeAll(WriteTransaction tx, long epoch)
    {
        var destinations = tx.Query(FreeAllText, static row => row.Text(0), epoch);
        foreach (var destination in destinations.Distinct()) tx.Destinations.LookAgain(destination);
        return destinations.Count;
    }

    /// <summary>The mail of the destination's recipient that is due longest, and that no other node is about to lease.</summary>
    public static long? FirstDue(WriteTransaction tx, string destination, DateTimeOffset now) => tx.QueryLong(FirstDueText, destination, now);

    /// <summary>As above: what another node leases at the same time is not among them.</summary>
    public static List<LeasedRecipient> Group(WriteTransaction tx, long message, Destination destination, DateTimeOffset now) =>
        tx.Query(GroupText, MapLeased, message, destination.Key, now, LeaseTimes.MaxOf(destination), destination.IsNotice);

    /// <summary>Recipients of the mail that were tried and are to be tried again.</summary>
    public static List<WaitingRecipient> Waiting(ISqlReader sql, long message) =>
        sql.Query(WaitingText, static row => new WaitingRecipient(MapLeased(row), row.Text(9)), message, Destination.Notice.Key, LeaseTimes.MaxNoticeGroup);

    private static LeasedRecipient MapLeased(SqlRow row)
    {
        var recipient = new EnvelopeRecipient(EmailAddress.Parse(row.Text(1))) { Notify = (DsnNotify)row.Int(2), OriginalRecipient = row.TextOrNull(3) };
        return new LeasedRecipient(new QueueRecipientId(row.Long(0)), recipient, row.Long(0), Lines.Split(row.Text(4)), row.Int(5), row.Time(6), row.Bool(7))
        {
            Doom = row.TextOrNull(8) is { } doom ? DoomText.Read(doom) : null,
        };
    }
}

/// <summary>A queued recipient as completing needs it.</summary>
internal sealed record QueuedState(long? LeaseEpoch, long? LastEpoch, int Attempts, string Address, long Parent, string Expansion, string Destination, long Message);
