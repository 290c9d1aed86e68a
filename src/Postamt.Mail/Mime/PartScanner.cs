using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>
/// The part tree of a message, line by line (RFC 2045, RFC 2046 5.1). Each line is looked at once against the delimiters of the
/// parts that are open; what is past the limits stays inside the part that is open then.
/// Invariants: offsets only grow; a child ends before its parent; the stack is never deeper than the limit.
/// </summary>
internal sealed class PartScanner : IDisposable
{
    private readonly MimeLimits _limits;
    private readonly HeaderCollector _header;
    private readonly BoundaryStack _boundaries = new();
    private readonly List<OpenPart> _open = [];
    private readonly Func<int, bool> _takesParts;
    private int _parts;
    private bool _isFull;
    private int _previousBreak;
    private bool _lfDelimiter;

    public PartScanner(MimeLimits limits, KeptBudget budget)
    {
        _limits = limits;
        _header = new HeaderCollector(limits, budget);
        Preview = new PreviewCapture(limits);
        _takesParts = level => _open[level].State is PartState.Preamble or PartState.Inside;
        Open(0, isMessage: true, defaultMessage: false);
    }

    public PreviewCapture Preview { get; }

    public StructureFlags Flags { get; private set; }

    public long Lines { get; private set; }

    public int Hops { get; private set; }

    public IReadOnlyList<string> References { get; private set; } = [];

    /// <summary>Delimiters end with LF alone; strange only if other lines do not.</summary>
    public bool HasLfDelimiter => _lfDelimiter;

    private OpenPart Top => _open[^1];

    /// <param name="text">The line without its break; cut if it is longer than the limit.</param>
    /// <param name="offset">Where it begins in the message.</param>
    /// <param name="octets">Its whole length, break not counted.</param>
    /// <param name="breakLength">0 (end of message), 1 (LF) or 2 (CRLF).</param>
    public void Line(ReadOnlySpan<byte> text, long offset, long octets, int breakLength)
    {
        if (text.StartsWith("--"u8) && !_boundaries.IsEmpty && TryDelimiter(text, offset, octets, breakLength))
        {
            Lines += breakLength > 0 ? 1 : 0;
            _previousBreak = breakLength;
            return;
        }
        Lines += breakLength > 0 ? 1 : 0;
        _previousBreak = breakLength;
        switch (Top.State)
        {
            case PartState.Header when octets == 0 && breakLength > 0:
                EndHeader(offset + breakLength);
                break;
            case PartState.Header when octets > 0:
                _header.Line(text, octets);
                break;
            case PartState.Body:
                Preview.Line(text);
                break;
            case PartState.Preamble or PartState.Epilogue when text.Length > 8 && Ascii.EqualsIgnoreCase(text[..8], "Content-"u8):
                // A part outside the delimiters is seen by some readers.
                Flags |= StructureFlags.Ambiguous;
                break;
        }
    }

    /// <summary>The message is over; gives its part tree.</summary>
    public MessagePart End(long size)
    {
        if (_open.Count > 1 && !_isFull && _open.Exists(part => part.Boundary is not null && part.State != PartState.Epilogue))
            Flags |= StructureFlags.Ambiguous;
        while (_open.Count > 1)
            Close(size, Lines);
        var root = Finish(Top, size, Lines);
        Flags |= _header.Flags;
        return root;
    }

    public void Dispose()
    {
        _header.Dispose();
        Preview.Dispose();
    }

    private void Open(long offset, bool isMessage, bool defaultMessage)
    {
        _parts++;
        _open.Add(new OpenPart { HeaderOffset = offset, IsMessage = isMessage });
        _header.Begin(isMessage, defaultMessage);
    }

    private bool TryDelimiter(ReadOnlySpan<byte> text, long offset, long octets, int breakLength)
    {
        if (_isFull)
            return false;
        var level = _boundaries.Find(text, _takesParts, out var isClose, out var isSuspicious);
        if (isSuspicious)
            Flags |= StructureFlags.Ambiguous;
        if (level < 0 || octets > text.Length)
            return false;
        if (!isClose && _parts >= _limits.Parts)
        {
            // The part that is open now takes the rest, delimiters and all.
            _isFull = true;
            Flags |= StructureFlags.TooComplex;
            return false;
        }
        _lfDelimiter |= breakLength == 1;
        CloseAbove(level, offset);
        var multipart = _open[level];
        multipart.State = isClose ? PartState.Epilogue : PartState.Inside;
        if (!isClose && breakLength > 0)
            Open(offset + octets + breakLength, isMessage: false, multipart.Description!.Subtype == "digest");
        return true;
    }

    private void CloseAbove(int level, long delimiter)
    {
        // RFC 2046 5.1.1: the line break before a delimiter belongs to it.
        var end = delimiter - _previousBreak;
        var lines = Lines - (_previousBreak > 0 ? 1 : 0);
        while (_open.Count - 1 > level)
        {
            if (Top.Boundary is not null && Top.State != PartState.Epilogue)
                Flags |= StructureFlags.Ambiguous;
            Close(end, lines);
        }
        _boundaries.CloseAbove(level);
    }

    private void Close(long end, long lines)
    {
        var part = Finish(Top, end, lines);
        _open.RemoveAt(_open.Count - 1);
        var parent = Top;
        parent.ChildrenEnd = part.BodyOffset + part.BodyLength;
        if (parent.Kind == PartKind.Message)
            parent.Embedded = part;
        else
            (parent.Children ??= []).Add(part);
    }

    private MessagePart Finish(OpenPart open, long end, long lines)
    {
        if (open.State == PartState.Header)
        {
            // No blank line came: everything is header.
            EndHeader(Math.Max(end, open.HeaderOffset), isBodyless: true);
        }
        if (open.State == PartState.Body)
            Preview.EndPart();
        var bodyEnd = Math.Max(Math.Max(end, open.BodyOffset), open.ChildrenEnd);
        // Where the break before the delimiter ended a header section, it stays with that part and its parents.
        var bodyLines = Math.Max((bodyEnd > end ? Lines : lines) - open.LinesBefore, 0);
        var part = PartAssembly.Complete(open, bodyEnd - open.BodyOffset, bodyLines);
        if (open.Kind == PartKind.Multipart && part.Kind == PartKind.Leaf)
            Flags |= StructureFlags.Ambiguous;
        if (PartAssembly.IsAttachment(part, open.IsMessage))
            Flags |= StructureFlags.HasAttachment;
        return part;
    }

    private void EndHeader(long bodyOffset, bool isBodyless = false)
    {
        _header.Finish();
        var part = Top;
        var content = _header.Content;
        part.HeaderLength = bodyOffset - part.HeaderOffset;
        part.LinesBefore = Lines;
        part.ChildrenEnd = bodyOffset;
        part.Description = PartAssembly.Describe(content, part.IsMessage ? _header.Envelope.Make() : null);
        part.State = PartState.Body;
        if (content.IsAmbiguous)
            Flags |= StructureFlags.Ambiguous;
        if (part.IsMessage)
            TakeMessageFacts(isRoot: _open.Count == 1);
        if (isBodyless)
            return;
        if (content.Type == "multipart")
            BeginMultipart(part, content);
        else if (content.Type == "message" && content.Subtype is "rfc822" or "global")
            BeginMessage(part, content, bodyOffset);
        if (part.State == PartState.Body)
            Preview.BeginPart(part.Description);
    }

    private void TakeMessageFacts(bool isRoot)
    {
        if (_header.Envelope.HasDuplicate)
            Flags |= StructureFlags.DuplicateField;
        if (!isRoot)
            return;
        if (_header.Envelope.HasDuplicateFrom)
            Flags |= StructureFlags.DuplicateFrom;
        if (_header.Envelope.IsOriginatorUnclear)
            Flags |= StructureFlags.OriginatorUnclear;
        Hops = _header.Envelope.Received;
        References = _header.Envelope.References;
    }

    private void BeginMultipart(OpenPart part, ContentFields content)
    {
        // RFC 2045 6.4: a multipart has no encoding of its own.
        if (!content.IsIdentityEncoded)
            Flags |= StructureFlags.Ambiguous;
        if (PartAssembly.Boundary(content.Parameters, _limits, out var isAmbiguous) is not { } boundary)
        {
            Flags |= StructureFlags.Ambiguous;
            return;
        }
        if (isAmbiguous)
            Flags |= StructureFlags.Ambiguous;
        if (!HasRoom())
            return;
        part.Kind = PartKind.Multipart;
        part.State = PartState.Preamble;
        part.Boundary = boundary;
        if (!_boundaries.Add(boundary, _open.Count - 1))
            Flags |= StructureFlags.Ambiguous;
    }

    private void BeginMessage(OpenPart part, ContentFields content, long bodyOffset)
    {
        // RFC 2046 5.2.1: an embedded message is never encoded. RFC 6532 3.7: message/global may be; its octets are not a message then.
        if (!content.IsIdentityEncoded)
        {
            if (content.Subtype == "rfc822")
                Flags |= StructureFlags.Ambiguous;
            return;
        }
        if (!HasRoom())
            return;
        part.Kind = PartKind.Message;
        part.State = PartState.Inside;
        Open(bodyOffset, isMessage: true, defaultMessage: false);
    }

    private bool HasRoom()
    {
        if (_open.Count < _limits.Depth && _parts < _limits.Parts)
            return true;
        Flags |= StructureFlags.TooComplex;
        return false;
    }
}
