using Postamt.Cluster.Identity;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Outcomes of one leased group, in one transaction.</summary>
/// <param name="copies">The content for companies of children other than the mail's own.</param>
internal sealed class QueueCompletion(WriteTransaction tx, LedgerPen pen, long epoch, IReadOnlyList<PendingBody> copies)
{
    private const string EndedByText = """
        SELECT strand FROM ledger WHERE entry = $1 AND event >= 10
        """;

    private const int MaxExpansion = 10;

    private readonly HashSet<long> _messages = [];

    /// <summary>Something due went into the queue.</summary>
    public bool Enqueued { get; private set; }

    /// <summary>True when all was done already by this epoch: the same completion is here for the second time. Gone when the lease is lost.</summary>
    public StoreResult<bool> IsRepeated(LeasedMessage message)
    {
        if (LeaseOwnerSql.IsFenced(tx, epoch)) return StoreError.Gone;
        var done = 0;
        foreach (var recipient in message.Recipients)
        {
            var state = QueueRecipientSql.State(tx, recipient.Id.Value);
            if (state is not null && state.LeaseEpoch == epoch && state.Attempts == recipient.Attempts) continue;
            var byUs = state is null
                ? tx.QueryLong(EndedByText, recipient.LedgerEntry) == epoch
                : state.Attempts > recipient.Attempts && state.LastEpoch == epoch;
            if (!byUs) return StoreError.Gone;
            done++;
        }
        return done == message.Recipients.Length ? true : done == 0 ? false : StoreError.Gone;
    }

    public StoreResult<Unit> Apply(LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes)
    {
        if (QueueMessageSql.ReadLocked(tx, message.Id.Value) is not { } mail) return StoreError.Gone;
        tx.Destinations.LookAgain(message.Destination.Key);
        _messages.Add(mail.Id);
        foreach (var (id, outcome) in outcomes)
        {
            var state = QueueRecipientSql.State(tx, id.Value);
            if (state is null || state.Message != mail.Id) return StoreError.Gone;
            var applied = Apply(mail, id.Value, state, outcome);
            if (applied.Error is not null) return applied;
        }
        foreach (var row in _messages) QueueMessageSql.RemoveWhenDone(tx, row);
        return StoreResult<Unit>.Ok(default);
    }

    private StoreResult<Unit> Apply(QueuedMail mail, long id, QueuedState state, Outcome outcome) => outcome switch
    {
        Outcome.Filed filed => File(mail, id, state, filed.Filing),
        Outcome.Relayed relayed => End(mail, id, state, LedgerEvent.Relayed, TraceText.Relayed(relayed.Host, relayed.Reply)),
        Outcome.Failed failed => End(mail, id, state, LedgerEvent.Bounced, TraceText.Bounced(failed.Failure, failed.Notice)),
        Outcome.Expired expired => End(mail, id, state, LedgerEvent.Expired, TraceText.Bounced(expired.Failure, expired.Notice)),
        Outcome.Discarded discarded => End(mail, id, state, LedgerEvent.Discarded, TraceText.OneLine(discarded.Rule)),
        Outcome.Expanded expanded => Expand(mail, id, state, expanded),
        Outcome.Deferred deferred => Defer(mail, id, deferred),
        Outcome.Doomed doomed => Doom(mail, id, doomed),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome"),
    };

    private StoreResult<Unit> File(QueuedMail mail, long id, QueuedState state, Filing filing)
    {
        var filed = Recipients.File(tx, mail, filing);
        return filed.Error is { } error
            ? StoreResult<Unit>.No(error, filed.Detail)
            : End(mail, id, state, LedgerEvent.Delivered, TraceText.Filed(filing));
    }

    private StoreResult<Unit> End(QueuedMail mail, long id, QueuedState state, LedgerEvent end, string detail)
    {
        pen.Append(Recipients.Draft(mail, state.Address, id, state.Parent, end, detail));
        QueueRecipientSql.Delete(tx, id);
        if (end == LedgerEvent.Relayed) Failpoints.Hit(Failpoints.InRelayed);
        return StoreResult<Unit>.Ok(default);
    }

    private StoreResult<Unit> Defer(QueuedMail mail, long id, Outcome.Deferred deferred)
    {
        QueueRecipientSql.Defer(tx, id, epoch, deferred.NextAttempt, TraceText.Failure(deferred.Failure), deferred.DelayNotice);
        var text = TraceText.Deferred(deferred.Failure, deferred.NextAttempt);
        AttemptSql.Insert(tx, mail.AcceptId, mail.Company, id, epoch, AttemptSql.Deferred, deferred.Failure.RemoteHost, text);
        if (deferred.NextAttempt <= tx.Now) Enqueued = true;
        return StoreResult<Unit>.Ok(default);
    }

    private StoreResult<Unit> Doom(QueuedMail mail, long id, Outcome.Doomed doomed)
    {
        QueueRecipientSql.Doom(tx, id, epoch, doomed.NoticeAt, TraceText.Failure(doomed.Doom.Failure), doomed.Doom);
        AttemptSql.Insert(tx, mail.AcceptId, mail.Company, id, epoch, AttemptSql.Failed, doomed.Doom.Failure.RemoteHost, TraceText.Doomed(doomed.Doom));
        tx.Destinations.LookAgain(Destination.Notice.Key);
        if (doomed.NoticeAt <= tx.Now) Enqueued = true;
        return StoreResult<Unit>.Ok(default);
    }

    private StoreResult<Unit> Expand(QueuedMail mail, long id, QueuedState state, Outcome.Expanded expanded)
    {
        if (expanded.Children.IsDefaultOrEmpty) throw new ArgumentException("an expansion has at least one child");
        var chain = Lines.Join(new[] { state.Address }.Concat(Lines.Split(state.Expansion)).Take(MaxExpansion));
        // Each address gets a mail once: groups that hold each other come to an end, and nobody has it twice.
        var children = expanded.Children.Where(child => !pen.HasReached(mail.AcceptId, child.Recipient.Address)).ToList();
        if (children.Count == 0) return End(mail, id, state, LedgerEvent.Discarded, TraceText.NobodyNew);
        var ended = End(mail, id, state, LedgerEvent.Expanded, TraceText.Expanded(children.Count));
        foreach (var child in children)
        {
            var childMail = MailFor(mail, child.Company);
            if (!childMail.TryGet(out var own)) return StoreResult<Unit>.No(childMail.Error!.Value, childMail.Detail);
            var put = Recipients.Put(tx, pen, own, child, id, chain, $"from {state.Address}; {mail.Verdict}");
            if (!put.TryGet(out var message)) return StoreResult<Unit>.No(put.Error!.Value, put.Detail);
            if (message == 0) continue;
            Enqueued = true;
            _messages.Add(message);
        }
        Failpoints.Hit(Failpoints.InExpansion);
        return ended;
    }

    private StoreResult<QueuedMail> MailFor(QueuedMail mail, CompanyId company)
    {
        if (company == mail.Company) return mail;
        var copy = copies.FirstOrDefault(body => body.Company == company) ?? throw new InvalidOperationException("a child's company has no copy of the content");
        var stored = tx.Blobs.Ensure(tx, copy, references: 0);
        if (!stored.TryGet(out var blob)) return StoreResult<QueuedMail>.No(stored.Error!.Value, stored.Detail);
        return mail with { Id = QueueMessageSql.Find(tx, mail.AcceptId, company) ?? 0, Company = company, Blob = blob };
    }
}
