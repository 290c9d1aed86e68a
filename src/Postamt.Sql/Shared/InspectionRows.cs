using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Shared;

/// <summary>Reads of the queue for people.</summary>
internal static class InspectionRows
{
    private const string AfterText = """
        SELECT r.id, m.accept_id, r.company_id, m.reverse_path, r.address, r.destination, m.blob_length, r.queued_at, r.next_attempt, r.attempts, r.held,
            r.lease_epoch IS NOT NULL, r.last_failure
        FROM queue_recipient r JOIN queue_message m ON m.id = r.message_id WHERE r.id > $1 ORDER BY r.id LIMIT $2
        """;

    private const string AfterOfCompanyText = """
        SELECT r.id, m.accept_id, r.company_id, m.reverse_path, r.address, r.destination, m.blob_length, r.queued_at, r.next_attempt, r.attempts, r.held,
            r.lease_epoch IS NOT NULL, r.last_failure
        FROM queue_recipient r JOIN queue_message m ON m.id = r.message_id WHERE r.company_id = $3 AND r.id > $1 ORDER BY r.id LIMIT $2
        """;

    private const string OfMailText = """
        SELECT r.id, m.accept_id, r.company_id, m.reverse_path, r.address, r.destination, m.blob_length, r.queued_at, r.next_attempt, r.attempts, r.held,
            r.lease_epoch IS NOT NULL, r.last_failure
        FROM queue_message m JOIN queue_recipient r ON r.message_id = m.id WHERE m.accept_id = $1 ORDER BY r.id
        """;

    public static List<QueueRow> After(ISqlReader sql, CompanyId? company, long after, int limit) =>
        company is { } id ? sql.Query(AfterOfCompanyText, Map, after, limit, id) : sql.Query(AfterText, Map, after, limit);

    /// <summary>A null company or recipient: all.</summary>
    public static List<QueueRow> OfMail(ISqlReader sql, CompanyId? company, AcceptId mail, QueueRecipientId? recipient) =>
        [.. sql.Query(OfMailText, Map, mail.ToBytes()).Where(row => (company is null || row.Company == company) && (recipient is null || row.Id == recipient))];

    private static QueueRow Map(SqlRow row) => new(
        new QueueRecipientId(row.Long(0)), AcceptId.FromBytes(row.Span(1)), new CompanyId(row.Long(2)), row.Text(3), row.Text(4), row.Text(5), row.Long(6),
        row.Time(7), row.Time(8), row.Int(9), row.Bool(10), row.Bool(11), row.TextOrNull(12));
}
