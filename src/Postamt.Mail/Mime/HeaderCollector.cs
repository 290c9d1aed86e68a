using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Postamt.Mail.Mime;

/// <summary>
/// Takes a header section line by line (RFC 5322 2.2), unfolds the fields that are known and hands them on. The section ends at its
/// first empty line and nowhere else: a line without colon is skipped and flagged, so that every reader here agrees where the body begins.
/// </summary>
internal sealed class HeaderCollector(MimeLimits limits, KeptBudget budget) : IDisposable
{
    private byte[] _value = [];
    private int _length;
    private KnownField _field;
    private long _octets;
    private bool _isMessage;
    private bool _cut;

    public ContentFields Content { get; } = new(limits, budget);

    public EnvelopeFields Envelope { get; } = new(limits, budget);

    public StructureFlags Flags { get; private set; }

    /// <param name="isMessage">The section heads a message, not a part: envelope fields count.</param>
    public void Begin(bool isMessage, bool defaultMessage)
    {
        _isMessage = isMessage;
        _octets = 0;
        _field = KnownField.None;
        Content.Reset(defaultMessage);
        if (isMessage)
            Envelope.Reset();
    }

    /// <param name="line">Without its line break; cut at <see cref="MimeLimits.FieldOctets"/>.</param>
    /// <param name="octets">Length of the whole line.</param>
    public void Line(ReadOnlySpan<byte> line, long octets)
    {
        _octets += octets + 2;
        if (_octets > limits.HeaderOctets)
        {
            Flags |= StructureFlags.HeaderTooLarge;
            Finish();
            return;
        }
        var cut = octets > line.Length;
        if (cut)
            budget.Exceed();
        if (!Ascii.IsValid(line))
            Flags |= StructureFlags.NonAsciiHeader | (Utf8.IsValid(line) ? StructureFlags.NeedsSmtpUtf8 : StructureFlags.None);
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            if (_field != KnownField.None)
                Append(line);
            _cut |= cut;
            return;
        }
        Finish();
        _cut = cut;
        Start(line);
    }

    /// <summary>The section is over.</summary>
    public void Finish()
    {
        if (_field == KnownField.None)
            return;
        var field = _field;
        _field = KnownField.None;
        var value = _value.AsSpan(0, _length);
        if (field >= KnownField.ContentType)
            Content.Take(field, value);
        else if (_isMessage)
            Envelope.Take(field, value, _cut);
    }

    public void Dispose()
    {
        if (_value.Length > 0)
            ArrayPool<byte>.Shared.Return(_value);
        _value = [];
    }

    private void Start(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            Flags |= StructureFlags.MalformedHeader;
            return;
        }
        // RFC 5322 4.5: obsolete fields may have white space before the colon.
        var name = line[..colon].TrimEnd(" \t"u8);
        if (name.IndexOfAny((byte)' ', (byte)'\t') >= 0)
        {
            Flags |= StructureFlags.MalformedHeader;
            return;
        }
        _field = KnownFields.Find(name);
        if (_field == KnownField.None || (_field < KnownField.ContentType && !_isMessage))
        {
            _field = KnownField.None;
            return;
        }
        _length = 0;
        Append(line[(colon + 1)..]);
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        var room = limits.FieldOctets - _length;
        if (piece.Length > room)
        {
            budget.Exceed();
            _cut = true;
            piece = piece[..room];
        }
        if (_length + piece.Length > _value.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, (_length + piece.Length) * 2));
            _value.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _value = larger;
        }
        piece.CopyTo(_value.AsSpan(_length));
        _length += piece.Length;
    }
}
