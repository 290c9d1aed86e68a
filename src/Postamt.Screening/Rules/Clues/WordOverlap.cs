using Postamt.Screening.Looks;

namespace Postamt.Screening.Rules.Clues;

/// <summary>How much the text part of a mail and its page, which should say the same (RFC 2046 5.1.4), have in common.</summary>
internal static class WordOverlap
{
    /// <summary>Fewer words tell nothing.</summary>
    private const int Fewest = 20;

    /// <summary>Different words of one part that are looked at.</summary>
    private const int Most = 2_000;

    private const int LeastLetters = 4;

    /// <returns>Shared words for each hundred of the part that has fewer; null where there are not both, or one is too short.</returns>
    public static int? Of(MailLook look)
    {
        if (look.Structure.Root is not { Type: "multipart" }) return null;
        var plain = look.Texts.FirstOrDefault(static text => text.Page is null && text.Part.ShownSubtype == "plain");
        var page = look.Texts.FirstOrDefault(static text => text.Page is not null);
        if (plain is null || page is null || !AreAlternatives(look, plain, page)) return null;
        var (one, other) = (WordsOf(plain.Shown), WordsOf(page.Shown));
        if (one.Count < Fewest || other.Count < Fewest) return null;
        var smaller = Math.Min(one.Count, other.Count);
        one.IntersectWith(other);
        return one.Count * 100 / smaller;
    }

    private static bool AreAlternatives(MailLook look, PartText plain, PartText page)
    {
        var open = new Stack<Mail.Mime.MessagePart>([look.Structure.Root]);
        while (open.TryPop(out var part))
        {
            if (part is { Type: "multipart", Subtype: "alternative" } && part.BodyOffset <= plain.Part.BodyOffset && part.BodyOffset + part.BodyLength >= page.Part.BodyOffset) return true;
            foreach (var child in part.Children) open.Push(child);
        }
        return false;
    }

    private static HashSet<int> WordsOf(string text)
    {
        var words = new HashSet<int>();
        var begin = -1;
        for (var i = 0; i <= text.Length && words.Count < Most; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                if (begin < 0) begin = i;
                continue;
            }
            if (begin >= 0 && i - begin >= LeastLetters) words.Add(string.GetHashCode(text.AsSpan(begin, i - begin), StringComparison.OrdinalIgnoreCase));
            begin = -1;
        }
        return words;
    }
}
