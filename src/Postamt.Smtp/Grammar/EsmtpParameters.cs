// RFC 5321 4.1.2: esmtp-param = esmtp-keyword ["=" esmtp-value].
using System.Text;

namespace Postamt.Smtp.Grammar;

/// <summary>Walks over the parameters behind a path.</summary>
internal ref struct EsmtpParameters(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text.TrimEnd((byte)' ');

    internal ReadOnlySpan<byte> Keyword { get; private set; }

    internal ReadOnlySpan<byte> Value { get; private set; }

    internal bool HasValue { get; private set; }

    /// <summary>The walk ended at something that is no parameter.</summary>
    internal bool IsBroken { get; private set; }

    internal bool Is(ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(Keyword, keyword);

    internal bool Next()
    {
        _rest = _rest.TrimStart((byte)' ');
        if (_rest.IsEmpty)
            return false;
        int space = _rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> one = space < 0 ? _rest : _rest[..space];
        _rest = space < 0 ? default : _rest[space..];
        int equals = one.IndexOf((byte)'=');
        HasValue = equals >= 0;
        Keyword = HasValue ? one[..equals] : one;
        Value = HasValue ? one[(equals + 1)..] : default;
        IsBroken = !IsKeyword(Keyword) || (HasValue && !IsValue(Value));
        return !IsBroken;
    }

    private static bool IsKeyword(ReadOnlySpan<byte> word)
    {
        // RFC 5321 4.1.2: esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-").
        if (word.Length is 0 or > 64 || word[0] == '-')
            return false;
        foreach (byte c in word)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-')
                return false;
        }
        return true;
    }

    private static bool IsValue(ReadOnlySpan<byte> value)
    {
        // RFC 5321 4.1.2: no "=", space or control; RFC 6531 3.3 adds UTF-8.
        foreach (byte c in value)
        {
            if (c is <= 0x20 or 0x7f or (byte)'=')
                return false;
        }
        return !value.IsEmpty;
    }
}
