using System.Buffers;

namespace Postamt.Mail.Headers;

/// <summary>
/// Reads an address list (RFC 5322 3.4, with the obsolete forms of 4.4) from an unfolded field value, one element a call.
/// Lenient as mail demands, and the only such reader here: what policy evaluates is what IMAP and web show.
/// Invariants: the position only grows; nesting of comments is counted; a group inside a group is read flat.
/// </summary>
internal ref struct AddressListReader(ReadOnlySpan<byte> value)
{
    private static readonly SearchValues<byte> AtomEnds = SearchValues.Create(" \t\r\n\0()<>@,:;\"["u8);

    private readonly ReadOnlySpan<byte> _value = value;
    private int _position;
    private bool _inGroup;

    /// <returns>False at the end of the list.</returns>
    public bool TryRead(out HeaderAddress address)
    {
        while (true)
        {
            SkipSpace();
            if (_position >= _value.Length)
            {
                address = HeaderAddress.GroupEnd;
                var open = _inGroup;
                _inGroup = false;
                return open;
            }
            switch (_value[_position])
            {
                case (byte)',' or (byte)'>' or (byte)'\0' or (byte)')':
                    _position++;
                    continue;
                case (byte)';':
                    _position++;
                    if (!_inGroup)
                        continue;
                    _inGroup = false;
                    address = HeaderAddress.GroupEnd;
                    return true;
            }
            if (TryElement(out address))
                return true;
        }
    }

    private bool TryElement(out HeaderAddress address)
    {
        var words = default(WordBuilder);
        var comment = default(ReadOnlySpan<byte>);
        try
        {
            ReadWords(ref words, ref comment);
            var next = Peek();
            if (next == (byte)'<')
            {
                address = Angle(words.IsEmpty ? null : words.Phrase());
                return true;
            }
            if (next == (byte)':')
            {
                _position++;
                address = new HeaderAddress(null, null, words.Phrase(), null);
                if (_inGroup)
                    return false;
                _inGroup = true;
                return true;
            }
            if (next == (byte)'@')
            {
                var host = Domain(ref comment);
                // "a@b <c@d>" without quotes: readers show the first as a name, so it is one here too.
                if (Peek() == (byte)'<')
                    address = Angle($"{words.Phrase()}@{host}");
                else
                    address = new HeaderAddress(null, null, words.LocalPart(), host);
                // RFC 5322 3.4.1 has no name here, but "user@host (Name)" is how old mail writes it.
                return Finish(ref address, comment);
            }
            address = new HeaderAddress(null, null, words.LocalPart(), "");
            return Finish(ref address, comment) && !words.IsEmpty;
        }
        finally
        {
            words.Dispose();
        }
    }

    // What stands between an address and the next comma belongs to nobody, but a second angle part must not become a mailbox of its own.
    private bool Finish(ref HeaderAddress address, ReadOnlySpan<byte> comment)
    {
        if (address.Name is not null)
            return true;
        while (_position < _value.Length && _value[_position] is not ((byte)',' or (byte)';'))
            SkipOne(ref comment);
        if (!comment.IsEmpty && HeaderText.Trim(comment) is { IsEmpty: false } name)
            address = address with { Name = Unescaped(name) };
        return true;
    }

    private HeaderAddress Angle(string? name)
    {
        _position++;
        var comment = default(ReadOnlySpan<byte>);
        SkipSpace();
        string? route = null;
        if (Peek() == (byte)'@')
            route = Route();
        var words = default(WordBuilder);
        ReadWords(ref words, ref comment);
        var local = words.LocalPart();
        words.Dispose();
        var host = Peek() == (byte)'@' ? Domain(ref comment) : "";
        while (_position < _value.Length && _value[_position] is not ((byte)'>' or (byte)',' or (byte)';'))
            SkipOne(ref comment);
        if (Peek() == (byte)'>')
            _position++;
        while (_position < _value.Length && _value[_position] is not ((byte)',' or (byte)';'))
            SkipOne(ref comment);
        return new HeaderAddress(name, route, local, host);
    }

    // RFC 5322 4.4: obs-route = obs-domain-list ":"; without its colon it was no route.
    private string? Route()
    {
        var rest = _value[_position..];
        var end = rest.IndexOfAny((byte)':', (byte)'>');
        if (end < 0 || rest[end] != (byte)':')
            return null;
        _position += end + 1;
        return HeaderText.ToText(HeaderText.Trim(rest[..end]));
    }

    private void ReadWords(ref WordBuilder words, ref ReadOnlySpan<byte> comment)
    {
        while (_position < _value.Length)
        {
            var b = _value[_position];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0)
                _position++;
            else if (b == (byte)'(')
                SkipOne(ref comment);
            else if (b == (byte)'"')
                words.Quoted(_value, ref _position);
            else if (b is (byte)'[' or (byte)')')
                words.Atom(_value.Slice(_position++, 1));
            else if (AtomEnds.Contains(b))
                return;
            else
                words.Atom(Atom());
        }
    }

    private ReadOnlySpan<byte> Atom()
    {
        var rest = _value[_position..];
        var end = rest.IndexOfAny(AtomEnds);
        var atom = end < 0 ? rest : rest[..end];
        _position += atom.Length;
        return atom;
    }

    private string Domain(ref ReadOnlySpan<byte> comment)
    {
        _position++;
        var builder = default(OctetBuilder);
        while (_position < _value.Length)
        {
            var b = _value[_position];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0)
                _position++;
            else if (b == (byte)'(')
                SkipOne(ref comment);
            else if (b == (byte)'[')
                builder.Append(Literal());
            else if (b is (byte)'"' or (byte)'@' or (byte)':' || !AtomEnds.Contains(b))
                builder.Append(b is (byte)'"' or (byte)'@' or (byte)':' ? _value.Slice(_position++, 1) : Atom());
            else
                break;
        }
        var text = HeaderText.ToText(builder.Written);
        builder.Dispose();
        return text;
    }

    private ReadOnlySpan<byte> Literal()
    {
        var rest = _value[_position..];
        var end = rest.IndexOfAny((byte)']', (byte)'>', (byte)',');
        var literal = end < 0 ? rest : rest[end] == (byte)']' ? rest[..(end + 1)] : rest[..end];
        _position += literal.Length;
        return literal;
    }

    private void SkipOne(ref ReadOnlySpan<byte> comment)
    {
        if (_value[_position] == (byte)'"')
        {
            _position = Quotes.Skip(_value, _position);
            return;
        }
        if (_value[_position] != (byte)'(')
        {
            _position++;
            return;
        }
        var end = Comments.Skip(_value, _position);
        var closed = _value[end - 1] == (byte)')';
        comment = _value[(_position + 1)..(closed ? Math.Max(end - 1, _position + 1) : end)];
        _position = end;
    }

    private void SkipSpace()
    {
        while (_position < _value.Length)
        {
            if (_value[_position] == (byte)'(')
                _position = Comments.Skip(_value, _position);
            else if (_value[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _position++;
            else
                return;
        }
    }

    private readonly int Peek() => _position < _value.Length ? _value[_position] : -1;

    private static string Unescaped(ReadOnlySpan<byte> comment)
    {
        if (comment.IndexOf((byte)'\\') < 0)
            return HeaderText.ToText(comment);
        var kept = new byte[comment.Length];
        var n = 0;
        for (var i = 0; i < comment.Length; i++)
        {
            if (comment[i] == (byte)'\\' && i + 1 < comment.Length)
                i++;
            kept[n++] = comment[i];
        }
        return HeaderText.ToText(kept.AsSpan(0, n));
    }
}
