using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

public sealed class RamQueueInspection : IQueueInspection
{
    private readonly RamMail _mail;

    internal RamQueueInspection(RamMail mail) => _mail = mail;

    public ValueTask<StoreResult<IReadOnlyList<QueueRow>>> ListAsync(CompanyId? company, QueueRecipientId after, int limit, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            return new(_mail.Recipients.Values.Where(row => row.Entry > after.Value && (company is null || row.Mail.Company == company)).Take(limit).Select(Row).ToList());
        }
    }

    public ValueTask<StoreResult<IReadOnlyList<QueueRow>>> ShowAsync(CompanyId? company, AcceptId id, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            var rows = Of(company, id, null).Select(Row).ToList();
            return new(rows.Count == 0 ? StoreResult<IReadOnlyList<QueueRow>>.No(StoreError.NotFound) : rows);
        }
    }

    public ValueTask<StoreResult<int>> RetryAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, CancellationToken cancellationToken) =>
        Change("RetryQueued", company, id, recipient, actor, skipLeased: true, row => row.NextAttempt = _mail.Now);

    public ValueTask<StoreResult<int>> HoldAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, bool held, Actor actor, CancellationToken cancellationToken) =>
        Change(held ? "HoldQueued" : "ReleaseQueued", company, id, recipient, actor, skipLeased: false, row => row.Held = held);

    public ValueTask<StoreResult<int>> RemoveAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, CancellationToken cancellationToken) =>
        Change("RemoveQueued", company, id, recipient, actor, skipLeased: true, row =>
        {
            var detail = $"removed from the queue by {actor.Kind} {TraceText.OneLine(actor.Name)}";
            _mail.Ledger.Append(RamAcceptance.Strand, row.Mail.Draft(row.Recipient.Address.ToString(), row.Entry, row.Parent, LedgerEvent.Discarded, detail));
            _mail.Recipients.Remove(row.Entry);
        });

    private ValueTask<StoreResult<int>> Change(string operation, CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, bool skipLeased, Action<RamRecipient> change)
    {
        int count;
        lock (_mail.Gate)
        {
            var all = Of(company, id, recipient);
            if (all.Count == 0) return new(StoreError.NotFound);
            var rows = all.Where(row => !skipLeased || row.LeaseEpoch is null).ToList();
            if (rows.Count == 0) return new(StoreError.InUse);
            foreach (var row in rows) change(row);
            foreach (var owner in rows.Select(row => row.Mail.Company).Distinct()) _mail.Audit.Add(new AuditEntry(_mail.Now, owner, actor, operation, $"mail {id}", "{}"));
            count = rows.Count;
        }
        _mail.Queue.Raise();
        return new(count);
    }

    private List<RamRecipient> Of(CompanyId? company, AcceptId id, QueueRecipientId? recipient) =>
        [.. _mail.Recipients.Values.Where(row => row.Mail.AcceptId == id && (company is null || row.Mail.Company == company) && (recipient is null || row.Entry == recipient.Value.Value))];

    private static QueueRow Row(RamRecipient row) => new(
        new QueueRecipientId(row.Entry), row.Mail.AcceptId, row.Mail.Company, row.Mail.Request.Mail.ReversePath.ToString(), row.Recipient.Address.ToString(),
        row.Destination.Key, row.Mail.Content.Length, row.QueuedAt, row.NextAttempt, row.Attempts, row.Held, row.LeaseEpoch is not null, row.LastFailure);
}
