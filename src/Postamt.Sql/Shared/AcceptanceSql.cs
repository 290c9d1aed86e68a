using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Contents;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The accept transaction. The receipt is made after the writer has answered: the commit is on the disk then.</summary>
/// <param name="strand">The ledger strand of this process.</param>
internal sealed class AcceptanceSql(IWriter writer, IBodies bodies, QueueSignal signal, long strand, RandomNumberGenerator random) : IAcceptance
{
    /// <summary>Rows past their time removed with each batch: more than a batch adds, so that they never pile up.</summary>
    private const int PurgedAtOnce = 2 * WriteLanes.MaxBatch;

    private readonly ConcurrentQueue<AcceptId> _answered = new();
    private DateTimeOffset _purgedAt;

    public async ValueTask<StoreResult<DurableReceipt>> AcceptAsync(AcceptRequest request)
    {
        if (request.Recipients.IsDefaultOrEmpty) throw new ArgumentException("a mail has at least one recipient", nameof(request));
        var repeatKey = RepeatKey.Of(request);
        Failpoints.Hit(Failpoints.BeforeAccept);
        try
        {
            using var prepared = await PreparedBodies.PrepareAsync(bodies, [request]);
            var result = await writer.WriteAsync(WriteKind.Accept, prepared.All, tx => Accept(tx, request, repeatKey, prepared), repeatable: true, Foresee(request, repeatKey));
            Failpoints.Hit(Failpoints.AfterAccept);
            return result.TryGet(out var accepted)
                ? new DurableReceipt(accepted.Id, accepted.At, accepted.Repeated)
                : StoreResult<DurableReceipt>.No(result.Error!.Value, result.Detail);
        }
        catch (IOException e)
        {
            return StoreResult<DurableReceipt>.No(DiskAccess.IsNoSpace(e) ? StoreError.NoSpace : StoreError.Unavailable, e.Message);
        }
    }

    public void MarkAnswered(AcceptId id) => _answered.Enqueue(id);

    /// <summary>Hands the notes that wait for a batch to the writer, which writes them before it stops.</summary>
    public void Flush()
    {
        if (_answered.IsEmpty) return;
        _ = writer.WriteAsync<Unit>(WriteKind.Change, tx =>
        {
            NoteAnswered(tx);
            return default(Unit);
        }).AsTask();
    }

    private StoreResult<AcceptedMail> Accept(WriteTransaction tx, AcceptRequest request, byte[]? repeatKey, PreparedBodies prepared)
    {
        NoteAnswered(tx);
        if (AcceptanceWrites.FindRepeated(tx, request.Id, Omissions.Has(Omissions.RepeatLookUp) ? null : repeatKey) is { } repeated)
        {
            AcceptanceWrites.Touch(tx, repeated.Id);
            return repeated;
        }
        Purge(tx);
        var pen = new LedgerPen(tx, strand, random);
        var inserted = AcceptanceWrites.Insert(tx, pen, request, repeatKey, prepared.Of(request.Id));
        if (!inserted.TryGet(out var enqueued)) return StoreResult<AcceptedMail>.No(inserted.Error!.Value, inserted.Detail);
        Failpoints.Hit(Failpoints.InAcceptance);
        if (enqueued) tx.OnCommitted(signal.Raise);
        return new AcceptedMail(request.Id, tx.Now, false);
    }

    private static Foreseen Foresee(AcceptRequest request, byte[]? repeatKey)
    {
        List<(AccountId, MailboxRole)> filings = [];
        foreach (var recipient in request.Recipients)
        {
            if (recipient.Target is RecipientTarget.File { Filing: var filing }) filings.Add((filing.Account, filing.Mailbox));
        }
        return new Foreseen(request.Id, repeatKey, filings, filings.Count == 0 ? [] : ThreadSql.Hashes(request.MessageId, request.References));
    }

    /// <summary>With the first accept of a batch.</summary>
    private void Purge(WriteTransaction tx)
    {
        if (_purgedAt == tx.Now) return;
        _purgedAt = tx.Now;
        AcceptanceWrites.Purge(tx, PurgedAtOnce);
    }

    private void NoteAnswered(WriteTransaction tx)
    {
        while (_answered.TryDequeue(out var id))
        {
            AcceptanceWrites.MarkAnswered(tx, id);
            tx.OnUndone(() => _answered.Enqueue(id));
            Failpoints.Hit(Failpoints.InAnswered);
        }
    }
}
