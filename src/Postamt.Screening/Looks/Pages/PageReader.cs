using Postamt.Mail.Mime;

namespace Postamt.Screening.Looks.Pages;

/// <summary>Reads an HTML text once for what it shows, where it leads, and how it is made.</summary>
internal static class PageReader
{
    private const int MostNames = 100;
    private const int MostMarks = 200;
    private const int LongestMark = 40;
    private const int LongestShown = 500;
    private static readonly string[] Telling = ["color", "bgcolor", "size", "face", "width", "height", "align", "style", "class"];
    private static readonly string[] Hiding = ["display:none", "visibility:hidden", "font-size:0", "font-size:1px", "opacity:0;", "max-height:0", "mso-hide:all", "text-indent:-9"];

    /// <param name="links">Those of the page are added.</param>
    public static Page Read(string html, List<Link> links, int mostLinks)
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        var marks = new List<string>();
        var (pictures, hidden, forms, refreshed) = (0, 0, 0, false);
        string? target = null;
        var shownFrom = 0;
        var reader = new TagReader(html);
        while (reader.TryRead())
        {
            if (target is not null && reader.Is("a"))
            {
                if (links.Count < mostLinks) links.Add(Link.Read(target, Shown(html, shownFrom, reader.Begin)));
                target = null;
            }
            if (reader.IsClosing) continue;
            if (lookup.TryGetValue(reader.Name, out var count)) lookup[reader.Name] = count + 1;
            else if (names.Count < MostNames) lookup[reader.Name] = 1;
            if (reader.Is("a") || reader.Is("area"))
            {
                target = reader.Attribute("href");
                shownFrom = reader.End;
            }
            else if (reader.Is("img"))
            {
                if (IsElsewhere(reader.Attribute("src"))) pictures++;
            }
            else if (reader.Is("form"))
            {
                forms++;
                if (links.Count < mostLinks && reader.Attribute("action") is { } action) links.Add(Link.Read(action, ""));
            }
            else if (reader.Is("meta") && string.Equals(reader.Attribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase)) refreshed = true;
            if (IsHiding(reader.Attribute("style"))) hidden++;
            if (marks.Count < MostMarks) Mark(reader, marks);
        }
        if (target is not null && links.Count < mostLinks) links.Add(Link.Read(target, Shown(html, shownFrom, html.Length)));
        return new Page(HtmlText.Strip(html), names, marks, pictures, hidden, forms, refreshed);
    }

    private static string Shown(string html, int from, int to) => HtmlText.Strip(html.Substring(from, Math.Min(to - from, LongestShown))).Trim();

    private static bool IsElsewhere(string? source) => source is not null && (source.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || source.StartsWith("//", StringComparison.Ordinal));

    private static bool IsHiding(string? style)
    {
        if (style is null) return false;
        var dense = style.Replace(" ", "", StringComparison.Ordinal) + ";";
        return Array.Exists(Hiding, each => dense.Contains(each, StringComparison.OrdinalIgnoreCase));
    }

    private static void Mark(TagReader reader, List<string> marks)
    {
        foreach (var telling in Telling)
        {
            if (marks.Count == MostMarks) return;
            if (reader.Attribute(telling) is not { Length: > 0 } value) continue;
            var mark = $"{reader.Name}:{telling}={value}".ToLowerInvariant();
            marks.Add(mark.Length > LongestMark ? mark[..LongestMark] : mark);
        }
    }
}
