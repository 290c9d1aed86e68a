using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>What an accept's transaction found or made.</summary>
internal readonly record struct AcceptedMail(AcceptId Id, DateTimeOffset At, bool Repeated);

/// <summary>The rows of one accept, alone in its transaction or as a notice within a completion.</summary>
internal static class AcceptanceWrites
{
    // The accept itself comes before one it repeats.
    private const string KnownText = """
        SELECT accept_id, at, 0 FROM accept WHERE accept_id = $1
        UNION ALL SELECT accept_id, at, 1 FROM accept WHERE repeat_key = $2 AND at >= $3 AND answered = 0 AND repeat_key IS NOT NULL
        ORDER BY 3, 2 DESC LIMIT 1
        """;

    private const string InsertText = """
        INSERT INTO accept (accept_id, repeat_key, at, answered) VALUES ($1, $2, $3, $4)
        """;

    private const string AnsweredText = """
        UPDATE accept SET answered = 1 WHERE accept_id = $1
        """;

    private const string TouchText = """
        UPDATE accept SET at = at WHERE accept_id = $1
        """;

    private const string PurgeText = """
        DELETE FROM accept WHERE accept_id IN (SELECT accept_id FROM accept WHERE accept_id < $1 ORDER BY accept_id LIMIT $2)
        """;

    /// <summary>An accept's row is kept this long: longer than any peer's repetition or a caller's question after a broken connection.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(1);

    public static void MarkAnswered(WriteTransaction tx, AcceptId id)
    {
        tx.PostRow(AnsweredText, id.ToBytes());
        tx.Known.ForgetRepeats(id);
    }

    /// <summary>
    /// Changes nothing, but makes this transaction one that writes: its commit waits for the disk and the standby, and so for the accept
    /// it repeats, whose own commit may have been lost sight of.
    /// </summary>
    public static void Touch(WriteTransaction tx, AcceptId id) => tx.Post(TouchText, id.ToBytes());

    /// <summary>Removes the oldest rows past their time; at most <paramref name="limit"/>.</summary>
    public static void Purge(WriteTransaction tx, int limit)
    {
        tx.Post(PurgeText, AcceptId.First(tx.Now - Retention).ToBytes(), limit);
    }

    /// <summary>The accept this one repeats, or is.</summary>
    public static AcceptedMail? FindRepeated(WriteTransaction tx, AcceptId id, byte[]? repeatKey)
    {
        var known = tx.Known;
        if (known.Accepts.TryGetValue(id, out var same) && same is not null) return same;
        AcceptedMail? equal = null;
        if (repeatKey is not null && known.Repeats.TryGetValue(RepeatedBy.Of(repeatKey), out equal) && equal is not null) return equal;
        var wasAsked = known.Accepts.ContainsKey(id) && (repeatKey is null || known.Repeats.ContainsKey(RepeatedBy.Of(repeatKey)));
        return wasAsked ? null : tx.QueryFirst<AcceptedMail?>(
            KnownText, static row => new AcceptedMail(AcceptId.FromBytes(row.Span(0)), row.Time(1), true), id.ToBytes(), repeatKey, tx.Now - RepeatKey.Window);
    }

    /// <param name="bodies">The content, once for each company of the recipients.</param>
    /// <returns>True when something went into the queue.</returns>
    public static StoreResult<bool> Insert(WriteTransaction tx, LedgerPen pen, AcceptRequest request, byte[]? repeatKey, IReadOnlyList<PendingBody> bodies)
    {
        var mails = new Dictionary<CompanyId, QueuedMail>();
        foreach (var body in bodies)
        {
            var stored = tx.Blobs.Ensure(tx, body, References(request, body.Company));
            if (!stored.TryGet(out var blob)) return StoreResult<bool>.No(stored.Error!.Value, stored.Detail);
            mails[body.Company] = MailOf(request, body.Company, blob);
        }
        InsertRow(tx, request.Id, repeatKey);
        var enqueued = false;
        foreach (var recipient in request.Recipients)
        {
            var mail = mails[recipient.Company];
            var put = Recipients.Put(tx, pen, mail, recipient, parent: 0, expansion: "", request.Verdict);
            if (!put.TryGet(out var message)) return StoreResult<bool>.No(put.Error!.Value, put.Detail);
            if (message == 0) continue;
            enqueued = true;
            if (mail.Id == 0) mails[recipient.Company] = mail with { Id = message };
        }
        return enqueued;
    }

    private static void InsertRow(WriteTransaction tx, AcceptId id, byte[]? repeatKey)
    {
        tx.PostRow(InsertText, id.ToBytes(), repeatKey, tx.Now, 0);
        var accepted = new AcceptedMail(id, tx.Now, true);
        tx.Known.Accepts[id] = accepted;
        if (repeatKey is not null) tx.Known.Repeats[RepeatedBy.Of(repeatKey)] = accepted;
    }

    /// <summary>Each message refers to its content, and the mail in the queue does once.</summary>
    private static int References(AcceptRequest request, CompanyId company)
    {
        var (filed, queued) = (0, 0);
        foreach (var recipient in request.Recipients)
        {
            if (recipient.Company != company) continue;
            if (recipient.Target is RecipientTarget.File) filed++;
            else queued = 1;
        }
        return filed + queued;
    }

    private static QueuedMail MailOf(AcceptRequest request, CompanyId company, BlobRow blob) => new()
    {
        AcceptId = request.Id,
        Company = company,
        Kind = request.Source.Kind,
        Account = request.Source.Account,
        Mail = request.Mail,
        Blob = blob,
        Structure = request.Structure,
        TraceHeader = request.TraceHeader,
        MessageId = request.MessageId,
        References = request.References,
        Hops = request.Hops,
        ReceivedAt = request.ReceivedAt,
        Verdict = request.Verdict,
        IsJunk = request.IsJunk,
    };
}
