using System.Collections.Frozen;
using System.Globalization;

namespace Postamt.Screening.Rules.Clues;

/// <summary>How the source of a page is written: one pass over its tags and references.</summary>
internal sealed class SourceClues
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi", "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite",
        "code", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3",
        "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe", "ilayer", "img", "input", "ins", "isindex", "kbd", "label", "layer", "legend", "li", "link", "main", "map", "mark", "marquee", "menu", "meta", "meter", "multicol",
        "nav", "nobr", "noframes", "nolayer", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "picture", "plaintext", "pre", "progress", "q", "s", "samp", "script", "section", "select", "server", "small", "source",
        "spacer", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "path", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
        "xml", "xmp", "image", "csaction", "csactiondict", "csobj", "csscriptdict", "x", "smarttagtype",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Comments, or tags that are none, inside a word: vi&lt;!--x--&gt;agra.</summary>
    public int BrokenWords { get; private set; }

    /// <summary>Plain letters and digits that are written as numbers: &amp;#86;.</summary>
    public int NumberedLetters { get; private set; }

    public void Read(string html)
    {
        var at = 0;
        while (at < html.Length)
        {
            var found = html.AsSpan(at).IndexOfAny('<', '&');
            if (found < 0) return;
            at += found;
            at = html[at] == '&' ? Reference(html, at) : Tag(html, at);
        }
    }

    private int Reference(string html, int at)
    {
        var rest = html.AsSpan(at);
        if (rest.Length < 4 || rest[1] != '#') return at + 1;
        var end = rest[..Math.Min(rest.Length, 10)].IndexOf(';');
        if (end < 3) return at + 2;
        var digits = rest[2..end];
        var isHex = digits[0] is 'x' or 'X';
        if (int.TryParse(isHex ? digits[1..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= '0' and <= 'z' && char.IsAsciiLetterOrDigit((char)value)) NumberedLetters++;
        return at + end + 1;
    }

    private int Tag(string html, int at)
    {
        var rest = html.AsSpan(at);
        if (rest.StartsWith("<!--"))
        {
            var end = rest[4..].IndexOf("-->");
            if (end < 0) return html.Length;
            CountBroken(html, at, at + end + 7);
            return at + end + 7;
        }
        var start = rest.Length > 1 && rest[1] is '/' or '!' ? 2 : 1;
        var length = 0;
        while (start + length < rest.Length && length < 40 && char.IsAsciiLetterOrDigit(rest[start + length])) length++;
        if (length == 0) return at + 1;
        var after = start + length < rest.Length ? rest[start + length] : '>';
        if (after == '>' && rest[1] != '!' && !Known.Contains(rest.Slice(start, length))) CountBroken(html, at, at + start + length + 1);
        return at + start + length;
    }

    private void CountBroken(string html, int begin, int end)
    {
        if (begin > 0 && end < html.Length && char.IsLetter(html[begin - 1]) && char.IsLetter(html[end])) BrokenWords++;
    }
}
