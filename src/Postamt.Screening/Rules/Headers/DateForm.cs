namespace Postamt.Screening.Rules.Headers;

/// <summary>How the text of a Date field is written (RFC 5322 3.3).</summary>
internal static class DateForm
{
    private const int Longest = 128;

    /// <summary>Kiribati is farthest ahead of Greenwich.</summary>
    private const int FarthestHours = 14;

    public static bool HasImpossibleZone(string date)
    {
        foreach (var range in date.AsSpan(0, Math.Min(date.Length, Longest)).Split(' '))
        {
            var word = date.AsSpan()[range];
            if (word.Length == 5 && word[0] is '+' or '-' && !word[1..].ContainsAnyExceptInRange('0', '9'))
                return (word[1] - '0') * 10 + word[2] - '0' is > FarthestHours || word[3] > '5';
        }
        return false;
    }

    /// <summary>"Mon, 5 Jan 2026 09:30:00 +0100", without the day or the seconds too, and with what follows in brackets.</summary>
    public static bool IsUsual(string date)
    {
        var words = date.Length > Longest ? [] : date.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = words.Length > 0 && words[0].EndsWith(',') ? 1 : 0;
        return words.Length >= at + 5 && words[at].Length is 1 or 2 && char.IsAsciiDigit(words[at][0]) && words[at + 1].Length == 3 && words[at + 2].Length is 4 or 2 && IsTime(words[at + 3]) && IsZone(words[at + 4]);
    }

    private static bool IsTime(string word) => word.Length is 5 or 8 && word[2] == ':' && (word.Length == 5 || word[5] == ':') && char.IsAsciiDigit(word[0]) && char.IsAsciiDigit(word[4]);

    private static bool IsZone(string word) => word is "GMT" or "UT" or "UTC" or "Z" or "EST" or "EDT" or "CST" or "CDT" or "MST" or "MDT" or "PST" or "PDT" || word.Length == 5 && word[0] is '+' or '-' && char.IsAsciiDigit(word[4]);
}
