using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>
/// Reads the unfolded value of a structured MIME field (RFC 2045 5.1, RFC 2183): tokens, then parameters.
/// Lenient where mail in the wild is (spaces in unquoted values, doubled semicolons, missing quotes), and says so in <see cref="IsMalformed"/>.
/// Every octet is looked at a constant number of times; comments are counted, not recursed into.
/// </summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private int _position;

    public bool IsMalformed { get; private set; }

    /// <summary>Parameters or octets of them were left out.</summary>
    public bool IsCut { get; private set; }

    private readonly bool AtEnd => _position >= _value.Length;

    /// <summary>The next token, empty when there is none here.</summary>
    public ReadOnlySpan<byte> Token()
    {
        SkipSpace();
        var start = _position;
        while (!AtEnd && !IsTokenEnd(_value[_position]))
            _position++;
        return _value[start.._position];
    }

    /// <summary>Nothing but space, comments and semicolons follows.</summary>
    public bool IsAtEnd()
    {
        while (TryTake((byte)';'))
        {
        }
        return AtEnd;
    }

    public bool TryTake(byte mark)
    {
        SkipSpace();
        if (AtEnd || _value[_position] != mark)
            return false;
        _position++;
        return true;
    }

    public IReadOnlyList<MimeParameter> Parameters(MimeLimits limits, KeptBudget budget)
    {
        List<MimeParameter>? parameters = null;
        while (true)
        {
            SkipToSemicolon();
            if (AtEnd)
                return parameters ?? (IReadOnlyList<MimeParameter>)[];
            _position++;
            var name = Name();
            if (name.IsEmpty || !TryTake((byte)'='))
                continue;
            if (parameters?.Count == limits.Parameters)
            {
                IsCut = true;
                return parameters;
            }
            var text = Value(limits.ParameterOctets);
            if (budget.TryTake(name.Length + text.Length))
                (parameters ??= []).Add(new MimeParameter(CommonText.Make(name, lower: true), text));
        }
    }

    private ReadOnlySpan<byte> Name()
    {
        SkipSpace();
        var start = _position;
        while (!AtEnd && _value[_position] is not ((byte)'=' or (byte)';' or (byte)' ' or (byte)'\t' or (byte)'(' or (byte)'"'))
            _position++;
        return _value[start.._position];
    }

    private string Value(int limit)
    {
        SkipSpace();
        if (AtEnd)
            return "";
        if (_value[_position] == (byte)'"')
            return Quoted(limit);
        var rest = _value[_position..];
        var end = rest.IndexOfAny((byte)';', (byte)'(');
        var raw = end < 0 ? rest : rest[..end];
        _position += raw.Length;
        return CommonText.Make(Limit(HeaderText.Trim(raw), limit), lower: false);
    }

    private string Quoted(int limit)
    {
        var rest = _value[++_position..];
        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end >= 0 && rest[end] == (byte)'"')
        {
            _position += end + 1;
            return CommonText.Make(Limit(rest[..end], limit), lower: false);
        }
        var builder = default(OctetBuilder);
        while (!AtEnd && _value[_position] != (byte)'"')
        {
            if (_value[_position] == (byte)'\\' && _position + 1 < _value.Length)
                _position++;
            builder.Append(_value[_position++]);
        }
        if (AtEnd)
            IsMalformed = true;
        else
            _position++;
        var made = CommonText.Make(Limit(builder.Written, limit), lower: false);
        builder.Dispose();
        return made;
    }

    private ReadOnlySpan<byte> Limit(ReadOnlySpan<byte> text, int limit)
    {
        if (text.Length <= limit)
            return text;
        IsCut = true;
        return text[..limit];
    }

    private void SkipToSemicolon()
    {
        SkipSpace();
        while (!AtEnd && _value[_position] != (byte)';')
        {
            IsMalformed = true;
            if (_value[_position] == (byte)'"')
                SkipQuoted();
            else
                _position++;
        }
    }

    private void SkipQuoted()
    {
        _position++;
        while (!AtEnd && _value[_position] != (byte)'"')
            _position += _value[_position] == (byte)'\\' ? 2 : 1;
        _position = Math.Min(_position + 1, _value.Length);
    }

    private void SkipSpace()
    {
        while (!AtEnd)
        {
            if (_value[_position] == (byte)'(')
                _position = Comments.Skip(_value, _position);
            else if (_value[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _position++;
            else
                return;
        }
    }

    private static bool IsTokenEnd(byte b) => b <= 32 || "()<>@,;:\\\"/[]?="u8.Contains(b);
}
