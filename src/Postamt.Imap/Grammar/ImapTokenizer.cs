// The words of one command (RFC 9051 9, RFC 3501 9). The octets are the command's lines with its literals between them,
// as they came: "a LOGIN {3}\r\njoe secret".
// Invariants: each octet is looked at a bounded number of times; nothing is allocated for what is refused.
using System.Buffers;
using System.Text;

namespace Postamt.Imap.Grammar;

/// <summary>Reads from left to right; a Try method that answers false has consumed nothing.</summary>
internal ref struct ImapTokenizer(ReadOnlySpan<byte> octets, int depth)
{
    // RFC 9051 9: atom-specials are ( ) { SP CTL % * " \ ]
    private static readonly SearchValues<byte> NotAtom = SearchValues.Create([.. Controls(), .. "(){ %*\"\\]\u007f"u8.ToArray()]);
    private static readonly SearchValues<byte> NotAstring = SearchValues.Create([.. Controls(), .. "(){ %*\"\\\u007f"u8.ToArray()]);
    private static readonly SearchValues<byte> NotListChar = SearchValues.Create([.. Controls(), .. "(){ \"\\\u007f"u8.ToArray()]);

    private readonly ReadOnlySpan<byte> _octets = octets;
    private int _at;
    private int _depth = depth;

    public readonly bool AtEnd => _at >= _octets.Length;

    public readonly byte Peek => _at < _octets.Length ? _octets[_at] : (byte)0;

    public readonly ReadOnlySpan<byte> Rest => _octets[_at..];

    public bool Take(byte expected)
    {
        if (Peek != expected || AtEnd) return false;
        _at++;
        return true;
    }

    public bool Space() => Take((byte)' ');

    /// <summary>An opening bracket; false also where brackets nest too deeply.</summary>
    public bool Open()
    {
        if (_depth <= 0 || !Take((byte)'(')) return false;
        _depth--;
        return true;
    }

    public bool Close()
    {
        if (!Take((byte)')')) return false;
        _depth++;
        return true;
    }

    /// <summary>A word known to the grammar, in any case, that ends here.</summary>
    public bool Word(ReadOnlySpan<byte> word)
    {
        if (Rest.Length < word.Length || !Ascii.EqualsIgnoreCase(Rest[..word.Length], word)) return false;
        if (Rest.Length > word.Length && !NotAtom.Contains(Rest[word.Length]) && Rest[word.Length] is not ((byte)'[' or (byte)'<')) return false;
        _at += word.Length;
        return true;
    }

    public bool TryAtom(out ReadOnlySpan<byte> atom) => TryRun(NotAtom, out atom);

    public bool TryAtomText(out string text)
    {
        var is_ = TryAtom(out var atom);
        text = is_ ? Encoding.ASCII.GetString(atom) : "";
        return is_;
    }

    /// <summary>atom, "]", quoted or literal.</summary>
    public bool TryAstring(out byte[] value)
    {
        if (Peek is (byte)'"' or (byte)'{') return TryString(out value);
        var any = TryRun(NotAstring, out var run);
        value = any ? run.ToArray() : [];
        return any;
    }

    /// <summary>RFC 9051 9: tag = 1*&lt;any ASTRING-CHAR except "+"&gt;</summary>
    public bool TryTag(out ReadOnlySpan<byte> tag) => TryRun(NotAstring, out tag) && !tag.Contains((byte)'+');

    /// <summary>All that is left, whatever it is.</summary>
    public void Skip() => _at = _octets.Length;

    /// <summary>A mailbox pattern: an astring that may hold wildcards.</summary>
    public bool TryListMailbox(out byte[] value)
    {
        if (Peek is (byte)'"' or (byte)'{') return TryString(out value);
        var any = TryRun(NotListChar, out var run);
        value = any ? run.ToArray() : [];
        return any;
    }

    /// <summary>Quoted or literal.</summary>
    public bool TryString(out byte[] value) => Peek == (byte)'"' ? TryQuoted(out value) : TryLiteral(out value);

    public bool TryNumber(out long number)
    {
        number = 0;
        var from = _at;
        while (_at < _octets.Length && _octets[_at] is >= (byte)'0' and <= (byte)'9')
        {
            var digit = _octets[_at] - '0';
            if (number > (long.MaxValue - digit) / 10)
            {
                _at = from;
                return false;
            }
            number = (number * 10) + digit;
            _at++;
        }
        return _at > from;
    }

    /// <summary>Octets up to one of the given, not empty.</summary>
    public bool TryUntil(ReadOnlySpan<byte> ends, out ReadOnlySpan<byte> run)
    {
        var length = Rest.IndexOfAny(ends);
        if (length < 0) length = Rest.Length;
        run = Rest[..length];
        _at += length;
        return length > 0;
    }

    private bool TryRun(SearchValues<byte> ends, out ReadOnlySpan<byte> run)
    {
        var length = Rest.IndexOfAny(ends);
        if (length < 0) length = Rest.Length;
        run = Rest[..length];
        _at += length;
        return length > 0;
    }

    private bool TryQuoted(out byte[] value)
    {
        value = [];
        var kept = new ArrayBufferWriter<byte>(32);
        for (var at = _at + 1; at < _octets.Length; at++)
        {
            var octet = _octets[at];
            if (octet == (byte)'"')
            {
                _at = at + 1;
                value = kept.WrittenSpan.ToArray();
                return true;
            }
            if (octet == (byte)'\\')
            {
                // RFC 9051 9: only quoted-specials are escaped.
                if (++at >= _octets.Length || _octets[at] is not ((byte)'"' or (byte)'\\')) return false;
                octet = _octets[at];
            }
            else if (octet is (byte)'\r' or (byte)'\n')
            {
                return false;
            }
            kept.Write([octet]);
        }
        return false;
    }

    private bool TryLiteral(out byte[] value)
    {
        value = [];
        if (LiteralMark.Read(Rest, out var mark) is not ({ } length and > 0) || mark.Octets > Rest.Length - length) return false;
        value = Rest.Slice(length, (int)mark.Octets).ToArray();
        if (value.AsSpan().Contains((byte)0)) return false;
        _at += length + (int)mark.Octets;
        return true;
    }

    private static byte[] Controls() => [.. Enumerable.Range(0, 32).Select(one => (byte)one), .. Enumerable.Range(128, 128).Select(one => (byte)one)];
}
