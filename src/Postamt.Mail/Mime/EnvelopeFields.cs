using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>The envelope fields of the message header section being read. To, Cc and Bcc may be split over several fields; of the others the first counts.</summary>
internal sealed class EnvelopeFields(MimeLimits limits, KeptBudget budget)
{
    private const int SlotCount = (int)KnownField.Bcc + 1;

    private readonly List<HeaderAddress>?[] _lists = new List<HeaderAddress>?[SlotCount];
    private string? _date;
    private string? _subject;
    private string? _messageId;
    private string? _inReplyTo;
    private int _addresses;
    private int _fromFields;

    public IReadOnlyList<string> References { get; private set; } = [];

    public int Received { get; private set; }

    public bool HasDuplicate { get; private set; }

    public bool HasDuplicateFrom => _fromFields > 1;

    public bool IsOriginatorUnclear { get; private set; }

    public void Reset()
    {
        Array.Clear(_lists);
        _date = _subject = _messageId = _inReplyTo = null;
        _addresses = _fromFields = Received = 0;
        HasDuplicate = IsOriginatorUnclear = false;
        References = [];
    }

    public MessageEnvelope Make() => new()
    {
        Date = _date,
        Subject = _subject,
        From = List(KnownField.From),
        Sender = List(KnownField.Sender),
        ReplyTo = List(KnownField.ReplyTo),
        To = List(KnownField.To),
        Cc = List(KnownField.Cc),
        Bcc = List(KnownField.Bcc),
        InReplyTo = _inReplyTo,
        MessageId = _messageId,
    };

    /// <param name="cut">The field is longer than the value.</param>
    public void Take(KnownField field, ReadOnlySpan<byte> value, bool cut)
    {
        IsOriginatorUnclear |= cut && IsOriginator(field);
        switch (field)
        {
            case KnownField.Received:
                Received++;
                break;
            case KnownField.References:
                References = References.Count == 0 ? MessageIds.All(value, limits.References) : Duplicate(References);
                break;
            case KnownField.Date:
                _date = _date is null ? Text(value) : Duplicate(_date);
                break;
            case KnownField.Subject:
                _subject = _subject is null ? Text(value) : Duplicate(_subject);
                break;
            case KnownField.MessageId:
                _messageId = _messageId is null ? Text(value) : Duplicate(_messageId);
                break;
            case KnownField.InReplyTo:
                _inReplyTo = _inReplyTo is null ? Text(value) : Duplicate(_inReplyTo);
                break;
            default:
                TakeAddresses(field, value);
                break;
        }
    }

    private void TakeAddresses(KnownField field, ReadOnlySpan<byte> value)
    {
        if (field == KnownField.From)
            _fromFields++;
        ref var list = ref _lists[(int)field];
        if (list is not null)
        {
            HasDuplicate = true;
            IsOriginatorUnclear |= field == KnownField.Sender;
            // RFC 5322 3.6: each at most once; recipients of further fields are recipients all the same.
            if (field is KnownField.From or KnownField.Sender or KnownField.ReplyTo)
                return;
        }
        list ??= [];
        var reader = new AddressListReader(value);
        while (reader.TryRead(out var address))
        {
            if (_addresses >= limits.Addresses || !budget.TryTake(Octets(address)))
            {
                budget.Exceed();
                IsOriginatorUnclear |= IsOriginator(field);
                return;
            }
            _addresses++;
            list.Add(address);
        }
    }

    private static bool IsOriginator(KnownField field) => field is KnownField.From or KnownField.Sender;

    private static int Octets(HeaderAddress address) =>
        2 + (address.Name?.Length ?? 0) + (address.Route?.Length ?? 0) + (address.Local?.Length ?? 0) + (address.Host?.Length ?? 0);

    private IReadOnlyList<HeaderAddress> List(KnownField field) => _lists[(int)field] ?? (IReadOnlyList<HeaderAddress>)[];

    private T Duplicate<T>(T first)
    {
        HasDuplicate = true;
        return first;
    }

    private string Text(ReadOnlySpan<byte> value)
    {
        var text = HeaderText.Trim(value);
        return budget.TryTake(text.Length) ? HeaderText.ToText(text) : "";
    }
}
