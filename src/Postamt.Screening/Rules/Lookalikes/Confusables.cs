using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Postamt.Screening.Rules.Lookalikes;

/// <summary>
/// Letters that look like Latin ones in the fonts of mail programs: an extract of confusables.txt (UTS 39, Unicode 16) for small letters, as hosts are written, with what UTS 39 leaves to fonts:
/// full-width forms fall to their plain ones by NFKD, and accents are taken away, because nobody sees a dot below a letter.
/// </summary>
internal static class Confusables
{
    private const string Cyrillic = "аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwӏlвbкkмmнhтtгrґrпnзeбbьbҽeҫcѡwүyўyёeїiӓaӧoӱyәeɵoѵvѕsҡkқkңhҳxӽx";
    private const string Greek = "αaβbγyεeηnιiκkνvοoρpσoτtυuχxωwςcϲcϳjάaέeήnίiόoύuώwδd";
    private const string Latin = "ıiɑaɡgɩiʟlſføođdłlħhŧtæaœoßbþpðdəeɛeʋvɴnʀrʏyɪiʙbɢgʜhƅbƍgƙkɱmŋn";
    private const string Others = "օoոnսuհhցgզqօoყyჿoᴏoᴄcᴠvᴡwᴢz";

    private static readonly FrozenDictionary<char, char> Table = Pairs(Cyrillic + Greek + Latin + Others);

    /// <summary>The letter itself where it looks like no Latin one.</summary>
    public static char Plain(char letter) => Table.GetValueOrDefault(letter, letter);

    public static bool LooksLatin(char letter) => Table.ContainsKey(char.ToLowerInvariant(letter));

    /// <summary>What is left of a name when everything that looks alike is made equal; equal for two names that a reader takes for one.</summary>
    /// <param name="name">A label, or a host; Unicode, in lower case.</param>
    public static string Skeleton(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in Decomposed(name))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            plain.Append(Plain(char.ToLowerInvariant(letter)) switch
            {
                '0' => 'o',
                '1' or '|' => 'l',
                '3' => 'e',
                '5' => 's',
                var same => same,
            });
        }
        return plain.Replace("rn", "m").Replace("vv", "w").Replace("cl", "d").Replace("nn", "m").ToString();
    }

    private static string Decomposed(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair.
            return name;
        }
    }

    private static FrozenDictionary<char, char> Pairs(string pairs)
    {
        var table = new Dictionary<char, char>();
        for (var i = 0; i + 1 < pairs.Length; i += 2) table[pairs[i]] = pairs[i + 1];
        return table.ToFrozenDictionary();
    }
}
