namespace Postamt.Screening.Looks.Pages;

/// <summary>Links in plain text: what mail programs make clickable.</summary>
internal static class PlainLinks
{
    private static readonly string[] Beginnings = ["http://", "https://", "ftp://", "www."];

    public static void Find(string text, List<Link> links, int most)
    {
        var at = 0;
        while (links.Count < most && at < text.Length)
        {
            var found = text.AsSpan(at).IndexOfAny("/.");
            if (found < 0) return;
            var mark = at + found;
            var begin = Beginning(text, mark);
            if (begin < 0)
            {
                at = mark + 1;
                continue;
            }
            var end = begin;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('<' or '>' or '"' or '\0')) end++;
            var target = text[begin..end].TrimEnd('.', ',', ';', ':', ')', ']', '\'', '!', '?');
            links.Add(Link.Read(target.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "http://" + target : target, target));
            at = Math.Max(end, mark + 1);
        }
    }

    /// <summary>Where a link begins whose first slash or dot is at the mark; -1: none does.</summary>
    private static int Beginning(string text, int mark)
    {
        foreach (var beginning in Beginnings)
        {
            var begin = mark - beginning.IndexOfAny(['/', '.']);
            if (begin >= 0 && string.Compare(text, begin, beginning, 0, beginning.Length, StringComparison.OrdinalIgnoreCase) == 0 && (begin == 0 || !char.IsLetterOrDigit(text[begin - 1]))) return begin;
        }
        return -1;
    }
}
