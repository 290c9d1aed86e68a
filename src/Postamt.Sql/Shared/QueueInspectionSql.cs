using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Inspection;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>What people see and do in the queue; each change with its audit row. Recipients under way right now are left alone.</summary>
/// <param name="strand">The ledger strand of this process.</param>
internal sealed class QueueInspectionSql(IWriter writer, IReaders readers, QueueSignal signal, long strand, RandomNumberGenerator random) : IQueueInspection
{
    private const string RetryText = """
        UPDATE queue_recipient SET next_attempt = $2 WHERE id = $1
        """;

    private const string HoldText = """
        UPDATE queue_recipient SET held = $2 WHERE id = $1
        """;

    public ValueTask<StoreResult<IReadOnlyList<QueueRow>>> ListAsync(CompanyId? company, QueueRecipientId after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync(sql => StoreResult<IReadOnlyList<QueueRow>>.Ok(InspectionRows.After(sql, company, after.Value, limit)), cancellationToken);

    public ValueTask<StoreResult<IReadOnlyList<QueueRow>>> ShowAsync(CompanyId? company, AcceptId id, CancellationToken cancellationToken) =>
        readers.ReadAsync(sql => Some(InspectionRows.OfMail(sql, company, id, null)), cancellationToken);

    public ValueTask<StoreResult<int>> RetryAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync("RetryQueued", company, id, recipient, actor, skipLeased: true, (tx, row) => tx.Post(RetryText, row.Id.Value, tx.Now), cancellationToken);

    public ValueTask<StoreResult<int>> HoldAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, bool held, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(held ? "HoldQueued" : "ReleaseQueued", company, id, recipient, actor, skipLeased: false, (tx, row) => tx.Post(HoldText, row.Id.Value, held), cancellationToken);

    public ValueTask<StoreResult<int>> RemoveAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync("RemoveQueued", company, id, recipient, actor, skipLeased: true, (tx, row) => Remove(tx, new LedgerPen(tx, strand, random), row, actor), cancellationToken);

    private async ValueTask<StoreResult<int>> ChangeAsync(
        string operation, CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, bool skipLeased, Action<WriteTransaction, QueueRow> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await writer.WriteAsync<int>(WriteKind.Change, tx =>
        {
            var all = InspectionRows.OfMail(tx, company, id, recipient);
            if (all.Count == 0) return StoreError.NotFound;
            var rows = all.FindAll(row => QueueRecipientSql.State(tx, row.Id.Value) is { } state && !(skipLeased && state.LeaseEpoch is not null));
            if (rows.Count == 0) return StoreError.InUse;
            foreach (var row in rows) change(tx, row);
            foreach (var row in rows) tx.Destinations.LookAgain(row.Destination);
            foreach (var owner in rows.GroupBy(row => row.Company)) Audit(tx, operation, owner.Key, id, owner, actor);
            tx.OnCommitted(signal.Raise);
            return rows.Count;
        });
    }

    private static void Remove(WriteTransaction tx, LedgerPen pen, QueueRow row, Actor actor)
    {
        var state = QueueRecipientSql.State(tx, row.Id.Value)!;
        var mail = QueueMessageSql.ReadLocked(tx, state.Message)!;
        pen.Append(Recipients.Draft(mail, state.Address, row.Id.Value, state.Parent, LedgerEvent.Discarded, $"removed from the queue by {actor.Kind} {TraceText.OneLine(actor.Name)}"));
        QueueRecipientSql.Delete(tx, row.Id.Value);
        QueueMessageSql.RemoveWhenDone(tx, state.Message);
    }

    private static void Audit(WriteTransaction tx, string operation, CompanyId company, AcceptId id, IEnumerable<QueueRow> rows, Actor actor)
    {
        var detail = JsonSerializer.Serialize(new { mail = id.ToString(), recipients = rows.Take(100).Select(row => row.Id.Value.ToString(CultureInfo.InvariantCulture)), count = rows.Count() });
        AuditSql.Insert(tx, new AuditEntry(tx.Now, company, actor, operation, $"mail {id}", detail));
    }

    private static StoreResult<IReadOnlyList<QueueRow>> Some(List<QueueRow> rows) => rows.Count == 0 ? StoreError.NotFound : StoreResult<IReadOnlyList<QueueRow>>.Ok(rows);
}
