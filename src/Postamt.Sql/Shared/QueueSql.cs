using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The queue. Every change names the epoch and does nothing once that has lost its leases.</summary>
internal sealed class QueueSql(IWriter writer, IReaders readers, IBodies bodies, ContentCopies copies, QueueSignal signal, TimeProvider time, RandomNumberGenerator random) : IQueue
{
    /// <summary>Used on the writer's thread only.</summary>
    private readonly LeaseWatch _watch = new(time);

    /// <summary>Groups whose lease nobody confirmed. It may be there all the same, renewed as long as this process lives, with nobody at work on them.</summary>
    private readonly ConcurrentQueue<LeasedMessage> _doubtful = new();

    public event Action? Enqueued
    {
        add => signal.Enqueued += value;
        remove => signal.Enqueued -= value;
    }

    public async ValueTask<StoreResult<IReadOnlyList<LeasedMessage>>> LeaseAsync(NodeEpoch epoch, int limit, IReadOnlySet<Destination> busy, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var taken = new List<LeasedMessage>();
        var leased = await writer.WriteAsync<IReadOnlyList<LeasedMessage>>(WriteKind.Change, tx =>
        {
            if (LeaseOwnerSql.IsFenced(tx, epoch.Epoch)) return StoreError.Gone;
            LeaseOwnerSql.Begin(tx, epoch.Epoch);
            // What is free again is leased by the same call.
            if (LeaseOwnerSql.TakeFromDead(tx, epoch.Epoch, _watch) + FreeDoubtful(tx, epoch) > 0) tx.Destinations.Settle(tx);
            taken = QueueLeasing.Take(tx, epoch.Epoch, limit, busy);
            if (taken.Count > 0) Failpoints.Hit(Failpoints.InLease);
            return StoreResult<IReadOnlyList<LeasedMessage>>.Ok(taken);
        });
        if (leased.Error is not null) taken.ForEach(_doubtful.Enqueue);
        if (leased.TryGet(out var groups) && groups.Count > 0) Failpoints.Hit(Failpoints.AfterLease);
        return leased;
    }

    private int FreeDoubtful(WriteTransaction tx, NodeEpoch epoch)
    {
        var freed = 0;
        while (_doubtful.TryDequeue(out var group))
        {
            tx.OnUndone(() => _doubtful.Enqueue(group));
            freed += Free(tx, epoch, group);
        }
        return freed;
    }

    public async ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await writer.WriteAsync<Unit>(WriteKind.Accept, tx =>
        {
            if (LeaseOwnerSql.IsFenced(tx, epoch.Epoch)) return StoreError.Gone;
            LeaseOwnerSql.Renew(tx, epoch.Epoch);
            if (LeaseOwnerSql.TakeFromDead(tx, epoch.Epoch, _watch) > 0) tx.OnCommitted(signal.Raise);
            return default(Unit);
        });
    }

    public async ValueTask<StoreResult<bool>> BeginDotAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var begun = await writer.WriteAsync<bool>(WriteKind.Change, tx =>
        {
            if (LeaseOwnerSql.IsFenced(tx, epoch.Epoch) || !message.Recipients.All(recipient => Holds(tx, epoch, recipient))) return false;
            foreach (var recipient in message.Recipients.Where(recipient => taken.Contains(recipient.Id)))
                AttemptSql.Insert(tx, message.AcceptId, message.Company, recipient.LedgerEntry, epoch.Epoch, AttemptSql.Dot, host, TraceText.DotBegun(host));
            Failpoints.Hit(Failpoints.InDot);
            return true;
        });
        Failpoints.Hit(Failpoints.BeforeDot);
        return begun;
    }

    public async ValueTask<StoreResult<IReadOnlyList<WaitingRecipient>>> WaitingAsync(LeasedMessage message, CancellationToken cancellationToken)
    {
        var leased = message.Recipients.Select(recipient => recipient.Id).ToHashSet();
        return await readers.ReadAsync(
            sql => StoreResult<IReadOnlyList<WaitingRecipient>>.Ok(QueueRecipientSql.Waiting(sql, message.Id.Value).FindAll(waiting => !leased.Contains(waiting.Recipient.Id))),
            cancellationToken);
    }

    public async ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices)
    {
        if (!outcomes.Select(outcome => outcome.Recipient).ToHashSet().SetEquals(message.Recipients.Select(recipient => recipient.Id)) || outcomes.Count != message.Recipients.Length)
            throw new ArgumentException("exactly one outcome a recipient", nameof(outcomes));
        if (outcomes.Any(outcome => outcome.Outcome is Outcome.Relayed)) Failpoints.Hit(Failpoints.AfterRelay);
        try
        {
            using var prepared = await PreparedBodies.PrepareAsync(bodies, notices);
            foreach (var company in OtherCompanies(message, outcomes))
            {
                var copied = await copies.CopyAsync(message.Content, company);
                if (!copied.TryGet(out var body)) return StoreResult<Unit>.No(copied.Error!.Value, copied.Detail);
                prepared.Add(message.AcceptId, body);
            }
            var completed = await writer.WriteAsync(WriteKind.Change, prepared.All, tx => Complete(tx, epoch, message, outcomes, notices, prepared), repeatable: true);
            Failpoints.Hit(Failpoints.AfterCompletion);
            return completed;
        }
        catch (IOException e)
        {
            return StoreResult<Unit>.No(DiskAccess.IsNoSpace(e) ? StoreError.NoSpace : StoreError.Unavailable, e.Message);
        }
    }

    public async ValueTask<StoreResult<Unit>> ReleaseAsync(NodeEpoch epoch, LeasedMessage message) => await writer.WriteAsync<Unit>(WriteKind.Change, tx =>
    {
        if (Free(tx, epoch, message) == 0) return StoreError.Gone;
        return default(Unit);
    });

    /// <summary>How many it still had.</summary>
    private static int Free(WriteTransaction tx, NodeEpoch epoch, LeasedMessage message)
    {
        var freed = message.Recipients.Count(recipient => QueueRecipientSql.Free(tx, recipient.Id.Value, epoch.Epoch));
        if (freed > 0) tx.Destinations.LookAgain(message.Destination.Key);
        return freed;
    }

    public async ValueTask<StoreResult<DateTimeOffset?>> NextDueAsync(CancellationToken cancellationToken) => await readers.ReadAsync(
        sql => StoreResult<DateTimeOffset?>.Ok(QueueDestinationSql.Next(sql) is { } at ? UtcMicroseconds.ToTime(at) : null), cancellationToken);

    private StoreResult<Unit> Complete(
        WriteTransaction tx, NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices, PreparedBodies prepared)
    {
        var pen = new LedgerPen(tx, epoch.Epoch, random);
        var completion = new QueueCompletion(tx, pen, epoch.Epoch, prepared.Of(message.AcceptId));
        var repeated = completion.IsRepeated(message);
        if (!repeated.TryGet(out var done)) return repeated.Error!.Value;
        if (done) return default(Unit);
        var applied = completion.Apply(message, outcomes);
        if (applied.Error is not null) return applied;
        Failpoints.Hit(Failpoints.InCompletion);
        var enqueued = completion.Enqueued;
        foreach (var notice in notices)
        {
            if (notice.TellsDelay && !QueueMessageSql.TellDelay(tx, message.Id.Value)) continue;
            var inserted = AcceptanceWrites.Insert(tx, pen, notice, RepeatKey.Of(notice), prepared.Of(notice.Id));
            if (!inserted.TryGet(out var queued)) return StoreResult<Unit>.No(inserted.Error!.Value, inserted.Detail);
            enqueued |= queued;
        }
        if (enqueued) tx.OnCommitted(signal.Raise);
        return default(Unit);
    }

    private static bool Holds(WriteTransaction tx, NodeEpoch epoch, LeasedRecipient recipient) =>
        QueueRecipientSql.State(tx, recipient.Id.Value) is { } state && state.LeaseEpoch == epoch.Epoch && state.Attempts == recipient.Attempts;

    private static IEnumerable<CompanyId> OtherCompanies(LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes) =>
        outcomes.Select(outcome => outcome.Outcome).OfType<Outcome.Expanded>().SelectMany(expanded => expanded.Children)
            .Select(child => child.Company).Where(company => company != message.Company).Distinct();
}
