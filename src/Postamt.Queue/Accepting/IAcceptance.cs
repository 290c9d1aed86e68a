using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Queue.Accepting;

/// <summary>The one transaction that makes a mail ours: content, queue rows or filings, and one ledger row a recipient.</summary>
public interface IAcceptance
{
    /// <summary>
    /// Not cancellable. A request that repeats an unanswered accept of the last 30 minutes (same reverse-path, recipients, Message-ID, content
    /// hash, peer network) gets that accept's receipt with Repeated set. OverQuota never comes back here: quota is decided at RCPT.
    /// </summary>
    ValueTask<StoreResult<DurableReceipt>> AcceptAsync(AcceptRequest request);

    /// <summary>Notes that the peer has our 250; written with a later batch. Losing this note is harmless.</summary>
    void MarkAnswered(AcceptId id);
}
