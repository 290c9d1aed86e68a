using System.Globalization;
using System.Text;

namespace Postamt.Directory.Rules;

/// <summary>
/// Which script a letter belongs to, and whether a word mixes scripts that are not written together: UTS 39 5.2, "highly restrictive".
/// </summary>
internal static class Scripts
{
    private static readonly (int First, int Last, Script Script)[] Ranges =
    [
        (0x0041, 0x024F, Script.Latin), (0x0250, 0x02AF, Script.Latin), (0x0370, 0x03FF, Script.Greek), (0x0400, 0x052F, Script.Cyrillic),
        (0x0530, 0x058F, Script.Armenian), (0x0590, 0x05FF, Script.Hebrew), (0x0600, 0x06FF, Script.Arabic), (0x0750, 0x077F, Script.Arabic),
        (0x08A0, 0x08FF, Script.Arabic), (0x1100, 0x11FF, Script.Hangul), (0x13A0, 0x13FF, Script.Cherokee), (0x1C80, 0x1C8F, Script.Cyrillic),
        (0x1D00, 0x1DBF, Script.Latin), (0x1E00, 0x1EFF, Script.Latin), (0x1F00, 0x1FFF, Script.Greek), (0x2C60, 0x2C7F, Script.Latin),
        (0x2DE0, 0x2DFF, Script.Cyrillic), (0x2E80, 0x2FDF, Script.Han), (0x3005, 0x3007, Script.Han), (0x3040, 0x30FF, Script.Kana),
        (0x3100, 0x312F, Script.Bopomofo), (0x3130, 0x318F, Script.Hangul), (0x31A0, 0x31BF, Script.Bopomofo), (0x31F0, 0x31FF, Script.Kana),
        (0x3400, 0x4DBF, Script.Han), (0x4E00, 0x9FFF, Script.Han), (0xA640, 0xA69F, Script.Cyrillic), (0xA720, 0xA7FF, Script.Latin),
        (0xA960, 0xA97F, Script.Hangul), (0xAB30, 0xAB6F, Script.Latin), (0xAB70, 0xABBF, Script.Cherokee), (0xAC00, 0xD7FF, Script.Hangul),
        (0xF900, 0xFAFF, Script.Han), (0xFB00, 0xFB06, Script.Latin), (0xFB1D, 0xFB4F, Script.Hebrew), (0xFB50, 0xFDFF, Script.Arabic),
        (0xFE70, 0xFEFF, Script.Arabic), (0x20000, 0x3FFFF, Script.Han),
    ];

    private static readonly Script[][] WrittenTogether =
    [
        [Script.Latin, Script.Han, Script.Kana],
        [Script.Latin, Script.Han, Script.Hangul],
        [Script.Latin, Script.Han, Script.Bopomofo],
    ];

    public static Script Of(Rune rune)
    {
        if (!Rune.IsLetter(rune)) return Script.Common;
        foreach (var (first, last, script) in Ranges)
        {
            if (rune.Value >= first && rune.Value <= last) return script;
        }
        return Script.Other;
    }

    public static bool AreMixed(string text)
    {
        var scripts = new HashSet<Script>();
        var blocks = new HashSet<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            var script = Of(rune);
            if (script == Script.Common) continue;
            scripts.Add(script);
            if (script == Script.Other) blocks.Add(rune.Value >> 7);
        }
        if (blocks.Count > 1) return true;
        return scripts.Count > 1 && !WrittenTogether.Any(scripts.IsSubsetOf);
    }

    /// <summary>Code points one cannot see, that steer others, or that mean nothing everywhere.</summary>
    public static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        // Default ignorable letters and marks: Hangul fillers, variation selectors, combining grapheme joiner.
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
