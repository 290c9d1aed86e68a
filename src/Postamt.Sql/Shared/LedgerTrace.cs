using Postamt.Mail.Envelopes;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Shared;

/// <summary>Finds mails by id, address and time, and tells what became of them.</summary>
internal static class LedgerTrace
{
    private const string ByIdText = """
        SELECT DISTINCT accept_id FROM ledger WHERE accept_id = $1 AND accept_id >= $2 AND accept_id < $3
        """;

    private const string ByAddressText = """
        SELECT accept_id FROM ledger WHERE recipient_key = $1 AND recipient_key IS NOT NULL AND accept_id >= $2 AND accept_id < $3 AND ($4 IS NULL OR company_id = $4)
        UNION SELECT accept_id FROM ledger WHERE sender_key = $1 AND sender_key IS NOT NULL AND accept_id >= $2 AND accept_id < $3 AND ($4 IS NULL OR company_id = $4)
        ORDER BY 1 DESC LIMIT $5
        """;

    private const string OfCompanyText = """
        SELECT DISTINCT accept_id FROM ledger WHERE company_id = $4 AND event = 1 AND accept_id >= $2 AND accept_id < $3 ORDER BY accept_id DESC LIMIT $5
        """;

    private const string AllText = """
        SELECT DISTINCT accept_id FROM ledger WHERE accept_id >= $2 AND accept_id < $3 ORDER BY accept_id DESC LIMIT $5
        """;

    private const string AttemptsText = """
        SELECT entry, at, step, detail, company_id FROM attempt WHERE accept_id = $1 ORDER BY id
        """;

    public static IReadOnlyList<TraceStep> Steps(ISqlReader sql, TraceQuery query) =>
        [.. Find(sql, query).SelectMany(id => OfMail(sql, id, query))];

    private static List<AcceptId> Find(ISqlReader sql, TraceQuery query)
    {
        var key = query.Address is { } address ? LedgerPen.KeyOf(address) ?? "" : null;
        SqlValue first = query.Id is { } id ? id.ToBytes() : key is null ? SqlValue.NoText : key;
        var text = query.Id is not null ? ByIdText : key is not null ? ByAddressText : query.Company is not null ? OfCompanyText : AllText;
        SqlValue company = query.Company is { } of ? of : SqlValue.NoNumber;
        return sql.Query(text, static row => AcceptId.FromBytes(row.Span(0)), first, Bound(query.Since, 0), Bound(query.Until, UInt128.MaxValue), company, (long)query.Limit);
    }

    /// <summary>Accept ids are ordered by time: their first 48 bits are Unix milliseconds.</summary>
    private static byte[] Bound(DateTimeOffset? time, UInt128 otherwise) =>
        new AcceptId(time is { } at ? (UInt128)(ulong)at.ToUnixTimeMilliseconds() << 80 : otherwise).ToBytes();

    private static IEnumerable<TraceStep> OfMail(ISqlReader sql, AcceptId id, TraceQuery query)
    {
        var rows = LedgerRows.OfMail(sql, id).Where(row => query.Company is null || row.Company == query.Company).ToList();
        if (query.Id is not null && query.Address is { } address && !rows.Any(row => Names(row, address))) return [];
        var begins = rows.Where(row => row.Event == LedgerEvent.Accepted).ToDictionary(row => row.Entry);
        var steps = rows.OrderBy(row => row.At).ThenBy(row => row.Strand).ThenBy(row => row.Seq)
            .Select(row => new TraceStep(id, row.At, row.Event.ToString(), row.From ?? TraceText.Erased, row.Recipient ?? TraceText.Erased, TraceText.Of(row)));
        var attempts = sql.Query(AttemptsText, static row => (Entry: row.Long(0), At: row.Time(1), Step: row.Text(2), Text: row.Text(3)), id.ToBytes())
            .Where(attempt => begins.ContainsKey(attempt.Entry))
            .Select(attempt => new TraceStep(id, attempt.At, attempt.Step, begins[attempt.Entry].From ?? TraceText.Erased, begins[attempt.Entry].Recipient ?? TraceText.Erased, attempt.Text));
        return steps.Concat(attempts).OrderBy(step => step.At).ThenBy(Rank).ToList();
    }

    /// <summary>At the same instant: first it came, then it was tried, then it ended.</summary>
    private static int Rank(TraceStep step) => step.Step switch
    {
        nameof(LedgerEvent.Accepted) => 0,
        AttemptSql.Dot => 1,
        AttemptSql.Deferred or AttemptSql.Failed => 2,
        _ => 3,
    };

    private static bool Names(LedgerRow row, string address)
    {
        var key = LedgerPen.KeyOf(address);
        return row.From is { } from && LedgerPen.KeyOf(from) == key || row.Recipient is { } recipient && LedgerPen.KeyOf(recipient) == key;
    }
}
