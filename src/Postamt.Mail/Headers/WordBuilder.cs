namespace Postamt.Mail.Headers;

/// <summary>
/// The words before a "&lt;", ":" or "@", which turn out to be a display name or a local part only there: kept in both forms.
/// As a phrase, words are joined by one space and unquoted; as a local part they are joined as written and quoted where RFC 5322 3.4.1 needs it.
/// </summary>
internal struct WordBuilder
{
    private OctetBuilder _phrase;
    private OctetBuilder _local;
    private int _words;
    private bool _isQuoted;

    public readonly bool IsEmpty => _words == 0;

    public void Atom(ReadOnlySpan<byte> atom)
    {
        Begin(atom[0] == (byte)'.');
        _phrase.Append(atom);
        _local.Append(atom);
    }

    public void Quoted(ReadOnlySpan<byte> value, ref int position)
    {
        var end = Quotes.Skip(value, position);
        var closed = end - position >= 2 && value[end - 1] == (byte)'"';
        var inner = value[(position + 1)..(closed ? end - 1 : end)];
        position = end;
        Begin(startsWithDot: false);
        _isQuoted = true;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == (byte)'\\' && i + 1 < inner.Length)
                i++;
            _phrase.Append(inner[i]);
            _local.Append(inner[i]);
        }
    }

    /// <summary>The words as a display or group name.</summary>
    public readonly string Phrase() => HeaderText.ToText(HeaderText.Trim(_phrase.Written));

    public readonly string LocalPart()
    {
        var local = _local.Written;
        if (!_isQuoted || IsDotAtom(local))
            return HeaderText.ToText(local);
        var quoted = default(OctetBuilder);
        quoted.Append((byte)'"');
        foreach (var b in local)
        {
            if (b is (byte)'"' or (byte)'\\')
                quoted.Append((byte)'\\');
            quoted.Append(b);
        }
        quoted.Append((byte)'"');
        var text = HeaderText.ToText(quoted.Written);
        quoted.Dispose();
        return text;
    }

    public void Dispose()
    {
        _phrase.Dispose();
        _local.Dispose();
    }

    private void Begin(bool startsWithDot)
    {
        if (_words++ == 0)
            return;
        _phrase.Append((byte)' ');
        if (startsWithDot || (_local.Length > 0 && _local.Written[^1] == (byte)'.'))
            return;
        // Two words without a dot are no local part; kept apart, they cannot become somebody else's address.
        _local.Append((byte)' ');
        _isQuoted = true;
    }

    private static bool IsDotAtom(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] == (byte)'.' || text[^1] == (byte)'.' || text.IndexOf(".."u8) >= 0)
            return false;
        foreach (var b in text)
            if (!(b >= 128 || char.IsAsciiLetterOrDigit((char)b) || ".!#$%&'*+-/=?^_`{|}~"u8.Contains(b)))
                return false;
        return true;
    }
}
