using System.Buffers;

namespace Postamt.Mail.Mime;

/// <summary>
/// RFC 8970: holds the first octets of the first text part that shows something, and makes the preview of them.
/// An empty plain part before an HTML one is common, so up to three parts are tried.
/// </summary>
internal sealed class PreviewCapture(MimeLimits limits) : IDisposable
{
    private const int MaxTries = 3;

    private byte[]? _octets;
    private int _length;
    private int _tries;
    private MessagePart? _part;

    public string Text { get; private set; } = "";

    public void BeginPart(MessagePart part)
    {
        if (Text.Length > 0 || _tries >= MaxTries || part.Type != "text" || part.Subtype is "calendar" or "vcard" or "rfc822-headers" or "css")
            return;
        if (part.Disposition is { Type: not "inline" })
            return;
        _tries++;
        _part = part;
        _length = 0;
    }

    public void Line(ReadOnlySpan<byte> line)
    {
        if (_part is null || _length >= limits.PreviewOctets)
            return;
        _octets ??= ArrayPool<byte>.Shared.Rent(limits.PreviewOctets);
        var room = limits.PreviewOctets - _length;
        if (line.Length > room)
            line = line[..room];
        line.CopyTo(_octets.AsSpan(_length));
        _length += line.Length;
        if (_length < limits.PreviewOctets)
            _octets[_length++] = (byte)'\n';
    }

    public void EndPart()
    {
        if (_part is not { } part)
            return;
        _part = null;
        if (_octets is not null && _length > 0)
            Text = PreviewText.Make(part, _octets.AsSpan(0, _length), limits.PreviewCharacters);
    }

    public void Dispose()
    {
        if (_octets is { } octets)
            ArrayPool<byte>.Shared.Return(octets);
        _octets = null;
    }
}
