using System.Net;

namespace Postamt.Screening.Looks.Pages;

/// <summary>
/// The tags of an HTML text one after the other, as leniently as browsers read them; comments, and what stands in scripts and styles, are passed over. One
/// pass, no tree; each character is looked at a bounded number of times.
/// </summary>
internal ref struct TagReader(ReadOnlySpan<char> html)
{
    private readonly ReadOnlySpan<char> _html = html;
    private ReadOnlySpan<char> _attributes;
    private int _at;

    /// <summary>As written: compare without case.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    public bool IsClosing { get; private set; }

    /// <summary>Where the tag begins.</summary>
    public int Begin { get; private set; }

    /// <summary>Just after the tag.</summary>
    public readonly int End => _at;

    public bool Is(ReadOnlySpan<char> name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool TryRead()
    {
        while (_at < _html.Length)
        {
            var open = _html[_at..].IndexOf('<');
            if (open < 0) break;
            Begin = _at + open;
            var rest = _html[Begin..];
            if (rest.StartsWith("<!--"))
            {
                var end = rest[4..].IndexOf("-->");
                _at = end < 0 ? _html.Length : Begin + 4 + end + 3;
                continue;
            }
            IsClosing = rest.Length > 1 && rest[1] == '/';
            var start = IsClosing ? 2 : 1;
            if (rest.Length <= start || !char.IsAsciiLetter(rest[start]))
            {
                _at = Begin + 1;
                continue;
            }
            ReadTag(rest, start);
            return true;
        }
        _at = _html.Length;
        return false;
    }

    /// <summary>The value of an attribute, character references resolved; null: the tag has none of this name.</summary>
    public readonly string? Attribute(ReadOnlySpan<char> name)
    {
        var rest = _attributes;
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n\f/");
            if (rest.IsEmpty) return null;
            var end = rest.IndexOfAny("= \t\r\n\f");
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..].TrimStart(" \t\r\n\f");
            ReadOnlySpan<char> value = default;
            if (rest.StartsWith('='))
            {
                rest = rest[1..].TrimStart(" \t\r\n\f");
                var quoted = rest.Length > 0 && rest[0] is '"' or '\'';
                var close = quoted ? rest[1..].IndexOf(rest[0]) : rest.IndexOfAny(" \t\r\n\f");
                value = quoted ? (close < 0 ? rest[1..] : rest.Slice(1, close)) : close < 0 ? rest : rest[..close];
                rest = close < 0 ? default : rest[(quoted ? close + 2 : close)..];
            }
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase)) return WebUtility.HtmlDecode(value.ToString());
        }
    }

    private void ReadTag(ReadOnlySpan<char> rest, int start)
    {
        var end = start;
        while (end < rest.Length && char.IsAsciiLetterOrDigit(rest[end])) end++;
        Name = rest[start..end];
        var close = end;
        // Quoted values may hold ">".
        while (close < rest.Length && rest[close] != '>')
        {
            if (rest[close] is '"' or '\'' && close > 0 && rest[..close].TrimEnd(" \t\r\n").EndsWith('='))
            {
                var quote = rest[(close + 1)..].IndexOf(rest[close]);
                if (quote < 0) break;
                close += quote + 1;
            }
            close++;
        }
        _attributes = rest[end..Math.Min(close, rest.Length)];
        _at = Math.Min(Begin + close + 1, _html.Length);
        if (!IsClosing && (Is("script") || Is("style") || Is("title") || Is("textarea"))) _at = AfterElement(Name);
    }

    private readonly int AfterElement(ReadOnlySpan<char> name)
    {
        var at = _at;
        while (at < _html.Length)
        {
            var close = _html[at..].IndexOf("</");
            if (close < 0) return _html.Length;
            at += close;
            if (_html[(at + 2)..].StartsWith(name, StringComparison.OrdinalIgnoreCase)) return at;
            at += 2;
        }
        return _html.Length;
    }
}
