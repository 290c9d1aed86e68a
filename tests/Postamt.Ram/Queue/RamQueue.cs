using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Ledger;
using Postamt.Queue.Outcomes;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

public sealed class RamQueue : IQueue
{
    private readonly RamMail _mail;
    private readonly LeaseWatch _watch;
    private readonly Dictionary<long, long> _renewals = [];
    private readonly HashSet<long> _fenced = [];
    private long _lastMessage;

    internal RamQueue(RamMail mail)
    {
        _mail = mail;
        _watch = new LeaseWatch(mail.Office.Time);
    }

    public event Action? Enqueued;

    public ValueTask<StoreResult<IReadOnlyList<LeasedMessage>>> LeaseAsync(NodeEpoch epoch, int limit, IReadOnlySet<Destination> busy, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_mail.Gate)
        {
            if (_fenced.Contains(epoch.Epoch)) return new(StoreError.Gone);
            _renewals.TryAdd(epoch.Epoch, 0);
            TakeFromDead(epoch.Epoch);
            var groups = new List<LeasedMessage>();
            while (groups.Count < limit && Next(busy) is { } first) groups.Add(Take(epoch.Epoch, first));
            return new(groups);
        }
    }

    public ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        var freed = false;
        lock (_mail.Gate)
        {
            if (_fenced.Contains(epoch.Epoch)) return new(StoreError.Gone);
            if (_renewals.TryGetValue(epoch.Epoch, out var renewals)) _renewals[epoch.Epoch] = renewals + 1;
            freed = TakeFromDead(epoch.Epoch);
        }
        if (freed) Raise();
        return new(default(Unit));
    }

    public ValueTask<StoreResult<bool>> BeginDotAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            if (_fenced.Contains(epoch.Epoch) || !message.Recipients.All(recipient => Holds(epoch.Epoch, recipient))) return new(false);
            foreach (var recipient in message.Recipients.Where(recipient => taken.Contains(recipient.Id)))
                Note(_mail.Recipients[recipient.Id.Value], "Attempted", TraceText.DotBegun(host));
            return new(true);
        }
    }

    public ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices)
    {
        if (outcomes.Count != message.Recipients.Length || !outcomes.Select(outcome => outcome.Recipient).ToHashSet().SetEquals(message.Recipients.Select(recipient => recipient.Id)))
            throw new ArgumentException("exactly one outcome a recipient", nameof(outcomes));
        var enqueued = false;
        lock (_mail.Gate)
        {
            if (_fenced.Contains(epoch.Epoch)) return new(StoreError.Gone);
            if (!message.Recipients.All(recipient => Holds(epoch.Epoch, recipient)))
                return new(message.Recipients.All(recipient => DoneBy(epoch.Epoch, recipient)) ? default(Unit) : StoreResult<Unit>.No(StoreError.Gone));
            if (_mail.Refusal(Filings(outcomes).Concat(notices.SelectMany(notice => RamMail.FilingsOf(notice.Recipients)))) is { } refused) return new(refused);
            foreach (var (id, outcome) in outcomes) enqueued |= Apply(epoch.Epoch, _mail.Recipients[id.Value], outcome);
            foreach (var notice in notices.Where(notice => !notice.TellsDelay || TellDelay(message))) enqueued |= _mail.Acceptance.Insert(notice, epoch.Epoch);
        }
        if (enqueued) Raise();
        return new(default(Unit));
    }

    public ValueTask<StoreResult<IReadOnlyList<WaitingRecipient>>> WaitingAsync(LeasedMessage message, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            return new(_mail.Recipients.Values
                .Where(row => row.Mail.Id == message.Id.Value && !row.Destination.IsNotice && row.LastFailure is not null && !message.Recipients.Any(leased => leased.Id.Value == row.Entry))
                .Select(row => new WaitingRecipient(Leased(row), row.LastFailure!)).ToList());
        }
    }

    public ValueTask<StoreResult<Unit>> ReleaseAsync(NodeEpoch epoch, LeasedMessage message)
    {
        lock (_mail.Gate)
        {
            var held = message.Recipients.Where(recipient => Holds(epoch.Epoch, recipient)).ToList();
            foreach (var recipient in held) _mail.Recipients[recipient.Id.Value].LeaseEpoch = null;
            return new(held.Count == 0 ? StoreResult<Unit>.No(StoreError.Gone) : default(Unit));
        }
    }

    public ValueTask<StoreResult<DateTimeOffset?>> NextDueAsync(CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            var free = _mail.Recipients.Values.Where(recipient => recipient.LeaseEpoch is null && !recipient.Held).ToList();
            return new(StoreResult<DateTimeOffset?>.Ok(free.Count == 0 ? null : free.Min(recipient => recipient.NextAttempt)));
        }
    }

    /// <summary>Forgets owners that are fenced; how many.</summary>
    internal int Forget(Func<long, bool> isGone, int limit)
    {
        var gone = _fenced.Where(isGone).Take(limit).ToList();
        foreach (var epoch in gone)
        {
            _fenced.Remove(epoch);
            _renewals.Remove(epoch);
        }
        return gone.Count;
    }

    /// <summary>An epoch others may watch from now on; false when they have found it dead.</summary>
    internal bool Begin(long epoch)
    {
        if (_fenced.Contains(epoch)) return false;
        _renewals.TryAdd(epoch, 0);
        return true;
    }

    internal bool Lives(long epoch) => _renewals.ContainsKey(epoch) && !_fenced.Contains(epoch);

    internal void Raise() => Enqueued?.Invoke();

    internal long NextMessage() => ++_lastMessage;

    private static IEnumerable<Filing> Filings(IEnumerable<RecipientOutcome> outcomes) => outcomes.SelectMany(outcome => outcome.Outcome switch
    {
        Outcome.Filed filed => [filed.Filing],
        Outcome.Expanded expanded => RamMail.FilingsOf(expanded.Children),
        _ => [],
    });

    /// <summary>True when recipients are free now.</summary>
    private bool TakeFromDead(long taker)
    {
        var freed = false;
        var others = _renewals.Where(owner => owner.Key != taker && !_fenced.Contains(owner.Key)).ToList();
        foreach (var (epoch, renewals) in others)
        {
            if (!_watch.IsStale(epoch, renewals)) continue;
            _fenced.Add(epoch);
            foreach (var recipient in _mail.Recipients.Values.Where(recipient => recipient.LeaseEpoch == epoch))
            {
                recipient.LeaseEpoch = null;
                freed = true;
            }
        }
        _watch.Keep(others.Select(owner => owner.Key).ToHashSet());
        return freed;
    }

    private RamRecipient? Next(IReadOnlySet<Destination> busy) =>
        _mail.Recipients.Values.Where(recipient => recipient.IsDue(_mail.Now) && !recipient.Destination.IsAmong(busy)).MinBy(recipient => recipient.NextAttempt);

    private LeasedMessage Take(long epoch, RamRecipient first)
    {
        var group = _mail.Recipients.Values
            .Where(other => other.Mail.Id == first.Mail.Id && other.Destination == first.Destination && other.IsDue(first.Destination.IsNotice ? DateTimeOffset.MaxValue : _mail.Now))
            .Take(LeaseTimes.MaxOf(first.Destination)).ToList();
        foreach (var recipient in group) recipient.LeaseEpoch = epoch;
        var request = first.Mail.Request;
        return new LeasedMessage
        {
            Id = new QueueMessageId(first.Mail.Id),
            AcceptId = first.Mail.AcceptId,
            Company = first.Mail.Company,
            Destination = first.Destination,
            Mail = request.Mail,
            Content = first.Mail.Content,
            Structure = request.Structure,
            TraceHeader = request.TraceHeader,
            Hops = request.Hops,
            Kind = request.Source.Kind,
            ReceivedAt = request.ReceivedAt,
            Recipients = [.. group.Select(Leased)],
            DelayTold = first.Mail.DelayTold,
            IsJunk = request.IsJunk,
            HasOthers = _mail.Recipients.Values.Count(other => other.Mail.Id == first.Mail.Id) > group.Count,
        };
    }

    private static LeasedRecipient Leased(RamRecipient row) =>
        new(new QueueRecipientId(row.Entry), row.Recipient, row.Entry, [.. row.Expansion], row.Attempts, row.QueuedAt, row.DelayNotified) { Doom = row.Doom };

    /// <summary>True for the first one that tells.</summary>
    private bool TellDelay(LeasedMessage message)
    {
        var mail = _mail.Recipients.Values.First(row => row.Mail.Id == message.Id.Value).Mail;
        if (mail.DelayTold) return false;
        return mail.DelayTold = true;
    }

    private bool Holds(long epoch, LeasedRecipient leased) =>
        _mail.Recipients.TryGetValue(leased.Id.Value, out var recipient) && recipient.LeaseEpoch == epoch && recipient.Attempts == leased.Attempts;

    private bool DoneBy(long epoch, LeasedRecipient leased) => _mail.Recipients.TryGetValue(leased.Id.Value, out var recipient)
        ? recipient.Attempts > leased.Attempts && recipient.LastEpoch == epoch
        : _mail.Ledger.EndedBy(leased.LedgerEntry) == epoch;

    /// <summary>True when something due went into the queue.</summary>
    private bool Apply(long epoch, RamRecipient recipient, Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Deferred deferred:
                return Defer(epoch, recipient, deferred);
            case Outcome.Filed filed:
                _mail.File(recipient.Mail, filed.Filing);
                return End(epoch, recipient, LedgerEvent.Delivered, TraceText.Filed(filed.Filing));
            case Outcome.Relayed relayed:
                return End(epoch, recipient, LedgerEvent.Relayed, TraceText.Relayed(relayed.Host, relayed.Reply));
            case Outcome.Failed failed:
                return End(epoch, recipient, LedgerEvent.Bounced, TraceText.Bounced(failed.Failure, failed.Notice));
            case Outcome.Expired expired:
                return End(epoch, recipient, LedgerEvent.Expired, TraceText.Bounced(expired.Failure, expired.Notice));
            case Outcome.Discarded discarded:
                return End(epoch, recipient, LedgerEvent.Discarded, TraceText.OneLine(discarded.Rule));
            case Outcome.Doomed doomed:
                return Doom(epoch, recipient, doomed);
            case Outcome.Expanded expanded:
                var children = expanded.Children.Where(child => !_mail.Ledger.HasReached(recipient.Mail.AcceptId, child.Recipient.Address)).ToList();
                if (children.Count == 0) return End(epoch, recipient, LedgerEvent.Discarded, TraceText.NobodyNew);
                End(epoch, recipient, LedgerEvent.Expanded, TraceText.Expanded(children.Count));
                return Children(epoch, recipient, children);
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome");
        }
    }

    private bool Defer(long epoch, RamRecipient recipient, Outcome.Deferred deferred)
    {
        recipient.LeaseEpoch = null;
        recipient.LastEpoch = epoch;
        recipient.Attempts++;
        recipient.NextAttempt = deferred.NextAttempt;
        recipient.LastFailure = TraceText.Failure(deferred.Failure);
        recipient.DelayNotified |= deferred.DelayNotice;
        Note(recipient, "Deferred", TraceText.Deferred(deferred.Failure, deferred.NextAttempt));
        return deferred.NextAttempt <= _mail.Now;
    }

    private bool Doom(long epoch, RamRecipient recipient, Outcome.Doomed doomed)
    {
        recipient.LeaseEpoch = null;
        recipient.LastEpoch = epoch;
        recipient.Attempts++;
        recipient.NextAttempt = doomed.NoticeAt;
        recipient.LastFailure = TraceText.Failure(doomed.Doom.Failure);
        recipient.Destination = Destination.Notice;
        recipient.Doom = doomed.Doom;
        Note(recipient, "Failed", TraceText.Doomed(doomed.Doom));
        return doomed.NoticeAt <= _mail.Now;
    }

    private bool End(long strand, RamRecipient recipient, LedgerEvent end, string detail)
    {
        _mail.Ledger.Append(strand, recipient.Mail.Draft(recipient.Recipient.Address.ToString(), recipient.Entry, recipient.Parent, end, detail));
        _mail.Recipients.Remove(recipient.Entry);
        return false;
    }

    private bool Children(long strand, RamRecipient parent, List<AcceptRecipient> children)
    {
        var enqueued = false;
        foreach (var child in children)
        {
            var mail = child.Company == parent.Mail.Company
                ? parent.Mail
                : new RamQueuedMail(NextMessage(), parent.Mail.Request, child.Company, _mail.Store.Copy(parent.Mail.Content, child.Company));
            enqueued |= _mail.Put(mail, child, parent, $"from {parent.Recipient.Address}; {parent.Mail.Request.Verdict}", strand);
        }
        return enqueued;
    }

    private void Note(RamRecipient recipient, string step, string text) => _mail.Attempts.Add((recipient.Entry, new TraceStep(
        recipient.Mail.AcceptId, _mail.Now, step, recipient.Mail.Request.Mail.ReversePath.ToString(), recipient.Recipient.Address.ToString(), text)));
}
