namespace Postamt.Mail.Headers;

/// <summary>Walks a header section field by field (RFC 5322 2.2): ends at the first empty line, passes over lines that are neither field nor continuation. Allocates nothing.</summary>
public ref struct HeaderFieldEnumerator
{
    private readonly ReadOnlySpan<byte> _section;
    private int _position;
    private int _offset;
    private int _colon;
    private int _length;

    internal HeaderFieldEnumerator(ReadOnlySpan<byte> section) => _section = section;

    public readonly HeaderField Current => new(_section.Slice(_offset, _length), _colon, _offset);

    public readonly HeaderFieldEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_position < _section.Length)
        {
            var start = _position;
            var line = Line(start);
            if (IsEmpty(line))
                return false;
            _position += line.Length;
            var colon = line.IndexOf((byte)':');
            if (line[0] is ((byte)' ' or (byte)'\t') || colon <= 0 || HasSpaceInside(line[..colon]))
                continue;
            while (_position < _section.Length && _section[_position] is ((byte)' ' or (byte)'\t'))
                _position += Line(_position).Length;
            (_offset, _colon, _length) = (start, colon, _position - start);
            return true;
        }
        return false;
    }

    private readonly ReadOnlySpan<byte> Line(int start)
    {
        var rest = _section[start..];
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..(end + 1)];
    }

    private static bool IsEmpty(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    private static bool HasSpaceInside(ReadOnlySpan<byte> name) => name.TrimEnd(" \t"u8).IndexOfAny((byte)' ', (byte)'\t') >= 0;
}
