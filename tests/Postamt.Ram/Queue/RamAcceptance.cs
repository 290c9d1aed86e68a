using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

public sealed class RamAcceptance : IAcceptance
{
    private readonly RamMail _mail;
    private readonly Dictionary<AcceptId, Known> _known = [];

    internal RamAcceptance(RamMail mail) => _mail = mail;

    /// <summary>The strand of this process.</summary>
    internal const long Strand = 1;

    public ValueTask<StoreResult<DurableReceipt>> AcceptAsync(AcceptRequest request)
    {
        if (request.Recipients.IsDefaultOrEmpty) throw new ArgumentException("a mail has at least one recipient", nameof(request));
        bool enqueued;
        lock (_mail.Gate)
        {
            if (Repeated(request) is { } old) return new(new DurableReceipt(old.Id, old.At, true));
            if (_mail.Refusal(RamMail.FilingsOf(request.Recipients)) is { } refused) return new(StoreResult<DurableReceipt>.No(refused));
            enqueued = Insert(request, Strand);
        }
        if (enqueued) _mail.Queue.Raise();
        return new(new DurableReceipt(request.Id, _mail.Now, false));
    }

    public void MarkAnswered(AcceptId id)
    {
        lock (_mail.Gate)
        {
            if (_known.TryGetValue(id, out var known)) _known[id] = known with { Answered = true };
        }
    }

    internal bool Insert(AcceptRequest request, long strand)
    {
        var key = RepeatKey.Of(request);
        _known[request.Id] = new Known(request.Id, _mail.Now, key is null ? null : Convert.ToHexString(key), false);
        var mails = request.Recipients.Select(recipient => recipient.Company).Distinct()
            .ToDictionary(company => company, company => new RamQueuedMail(_mail.Queue.NextMessage(), request, company, _mail.Content(request, company)));
        var enqueued = false;
        foreach (var recipient in request.Recipients) enqueued |= _mail.Put(mails[recipient.Company], recipient, null, request.Verdict, strand);
        return enqueued;
    }

    private Known? Repeated(AcceptRequest request)
    {
        if (_known.TryGetValue(request.Id, out var same)) return same;
        var key = RepeatKey.Of(request) is { } bytes ? Convert.ToHexString(bytes) : null;
        return key is null ? null : _known.Values.FirstOrDefault(known => known.Key == key && !known.Answered && known.At >= _mail.Now - RepeatKey.Window);
    }

    private sealed record Known(AcceptId Id, DateTimeOffset At, string? Key, bool Answered);
}
