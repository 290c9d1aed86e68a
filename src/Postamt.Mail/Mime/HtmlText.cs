using System.Net;
using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>
/// The words of an HTML text, for previews and search, never for display. One pass, no tree, no recursion: an unclosed tag, comment or
/// script swallows the rest, as a million of them do.
/// </summary>
public static class HtmlText
{
    private static readonly string[] Silent = ["style", "script", "title", "template"];
    private static readonly string[] Inline = ["b", "i", "u", "a", "em", "strong", "span", "font", "small", "big", "sub", "sup", "wbr", "s", "code"];

    /// <summary>Text without tags, comments, styles and scripts, with character references resolved; blocks are apart by a space.</summary>
    public static string Strip(string html)
    {
        var text = new StringBuilder(Math.Min(html.Length, 4096));
        var rest = html.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('<');
            if (open < 0)
            {
                text.Append(rest);
                break;
            }
            text.Append(rest[..open]);
            rest = rest[open..];
            if (rest.StartsWith("<!--"))
                rest = After(rest[4..], "-->");
            else if (rest.Length > 1 && (char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!' or '?'))
                rest = Tag(rest, text);
            else
            {
                text.Append('<');
                rest = rest[1..];
            }
        }
        return WebUtility.HtmlDecode(text.ToString());
    }

    private static ReadOnlySpan<char> Tag(ReadOnlySpan<char> rest, StringBuilder text)
    {
        var closing = rest[1] == '/';
        var start = closing ? 2 : 1;
        var end = start;
        while (end < rest.Length && char.IsAsciiLetterOrDigit(rest[end]))
            end++;
        var name = rest[start..end];
        if (!IsOneOf(name, Inline))
            text.Append(' ');
        var after = AfterTag(rest[end..]);
        if (closing || !IsOneOf(name, Silent))
            return after;
        return SkipElement(after, name);
    }

    // Quoted attribute values may hold ">".
    private static ReadOnlySpan<char> AfterTag(ReadOnlySpan<char> rest)
    {
        while (true)
        {
            var mark = rest.IndexOfAny('>', '"', '\'');
            if (mark < 0)
                return default;
            if (rest[mark] == '>')
                return rest[(mark + 1)..];
            var quote = rest[mark];
            rest = rest[(mark + 1)..];
            var close = rest.IndexOf(quote);
            if (close < 0)
                return default;
            rest = rest[(close + 1)..];
        }
    }

    private static ReadOnlySpan<char> SkipElement(ReadOnlySpan<char> rest, ReadOnlySpan<char> name)
    {
        while (true)
        {
            var close = rest.IndexOf("</");
            if (close < 0)
                return default;
            rest = rest[(close + 2)..];
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return After(rest, ">");
        }
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> rest, string mark)
    {
        var at = rest.IndexOf(mark);
        return at < 0 ? default : rest[(at + mark.Length)..];
    }

    private static bool IsOneOf(ReadOnlySpan<char> name, string[] names)
    {
        foreach (var candidate in names)
            if (name.Equals(candidate, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
