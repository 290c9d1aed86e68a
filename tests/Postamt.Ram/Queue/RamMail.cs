using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;
using Postamt.Ram.Store;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

/// <summary>Acceptance, queue and ledger in memory. What can be refused is asked before anything changes, so nothing is ever undone.</summary>
public sealed class RamMail
{
    private readonly Lock _gate;

    internal RamMail(RamPostOffice office)
    {
        _gate = office.Gate;
        Office = office;
        Acceptance = new RamAcceptance(this);
        Queue = new RamQueue(this);
        JobLeases = new RamJobLeases(this);
        QueueInspection = new RamQueueInspection(this);
        Ledger = new RamLedger(this);
        Upkeep = new RamQueueUpkeep(this);
    }

    public RamAcceptance Acceptance { get; }

    public RamQueue Queue { get; }

    public RamJobLeases JobLeases { get; }

    public RamQueueInspection QueueInspection { get; }

    public RamLedger Ledger { get; }

    public RamQueueUpkeep Upkeep { get; }

    /// <summary>What people did in the queue.</summary>
    public IList<AuditEntry> Audit { get; } = [];

    internal RamPostOffice Office { get; }

    internal Lock Gate => _gate;

    internal RamStore Store => Office.Store;

    internal DateTimeOffset Now => Office.Time.GetUtcNow();

    /// <summary>By ledger entry.</summary>
    internal SortedDictionary<long, RamRecipient> Recipients { get; } = [];

    internal List<(long Entry, TraceStep Step)> Attempts { get; } = [];

    /// <summary>Begins a recipient's life. True when it waits in the queue.</summary>
    internal bool Put(RamQueuedMail mail, AcceptRecipient recipient, RamRecipient? parent, string detail, long strand)
    {
        var address = recipient.Recipient.Address.ToString();
        var entry = Ledger.Append(strand, mail.Draft(address, 0, parent?.Entry ?? 0, LedgerEvent.Accepted, detail));
        if (recipient.Target is RecipientTarget.File { Filing: var filing })
        {
            File(mail, filing);
            Ledger.Append(strand, mail.Draft(address, entry, parent?.Entry ?? 0, LedgerEvent.Delivered, TraceText.Filed(filing)));
            return false;
        }
        Recipients[entry] = new RamRecipient(entry, mail, recipient.Recipient, ((RecipientTarget.Enqueue)recipient.Target).Destination, parent, Now);
        return true;
    }

    internal void File(RamQueuedMail mail, Filing filing) => _ = Store.File(
        filing.Account, mail.AcceptId, filing.Mailbox, mail.Content, filing.Prefix, mail.Request.Structure, mail.Request.MessageId, mail.Request.References,
        filing.Flags, mail.Request.ReceivedAt).Value;

    /// <summary>Why a filing would be refused; null when it would not.</summary>
    internal StoreError? Refusal(IEnumerable<Filing> filings) => filings.Any(filing => Store.Find(filing.Account) is null) ? StoreError.NotFound : null;

    internal BlobRef Content(AcceptRequest request, CompanyId company)
    {
        using var copy = new MemoryStream();
        using var source = request.Content.OpenRead();
        source.CopyTo(copy);
        return Store.Put(company, copy.ToArray());
    }

    internal static IEnumerable<Filing> FilingsOf(IEnumerable<AcceptRecipient> recipients) =>
        recipients.Select(recipient => recipient.Target).OfType<RecipientTarget.File>().Select(target => target.Filing);
}

/// <summary>A mail of one company.</summary>
internal sealed record RamQueuedMail(long Id, AcceptRequest Request, CompanyId Company, BlobRef Content)
{
    public AcceptId AcceptId => Request.Id;

    public bool DelayTold { get; set; }

    public LedgerDraft Draft(string address, long entry, long parent, LedgerEvent what, string detail) =>
        new(entry, parent, AcceptId, Company, what, Request.Mail.ReversePath.ToString(), address, detail, Request.Source.Kind, Request.Source.Account);
}

/// <summary>One recipient in the queue.</summary>
internal sealed class RamRecipient(long entry, RamQueuedMail mail, EnvelopeRecipient recipient, Destination destination, RamRecipient? parent, DateTimeOffset now)
{
    public long Entry => entry;

    public RamQueuedMail Mail => mail;

    public EnvelopeRecipient Recipient => recipient;

    public Destination Destination { get; set; } = destination;

    public Doom? Doom { get; set; }

    public long Parent => parent?.Entry ?? 0;

    public DateTimeOffset QueuedAt { get; } = now;

    public IReadOnlyList<string> Expansion { get; } = parent is null ? [] : [parent.Recipient.Address.ToString(), .. parent.Expansion.Take(9)];

    public DateTimeOffset NextAttempt { get; set; } = now;

    public int Attempts { get; set; }

    public bool Held { get; set; }

    public bool DelayNotified { get; set; }

    public long? LeaseEpoch { get; set; }

    public long? LastEpoch { get; set; }

    public string? LastFailure { get; set; }

    public bool IsDue(DateTimeOffset at) => LeaseEpoch is null && !Held && NextAttempt <= at;
}
