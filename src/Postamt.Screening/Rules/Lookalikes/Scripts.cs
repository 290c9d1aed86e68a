using System.Text;

namespace Postamt.Screening.Rules.Lookalikes;

/// <summary>The script a letter is of; those that may stand in names of hosts, from Scripts.txt of Unicode 16 in ranges of blocks.</summary>
internal enum Script
{
    /// <summary>Digits, hyphens, marks: of every script.</summary>
    Common,
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Indic,
    Thai,
    Georgian,
    Hangul,
    Kana,
    Bopomofo,
    Han,
    Cherokee,
    Other,
}

internal static class Scripts
{
    private static readonly (int First, int Last, Script Script)[] Ranges =
    [
        (0x41, 0x5A, Script.Latin), (0x61, 0x7A, Script.Latin), (0xAA, 0xAA, Script.Latin), (0xBA, 0xBA, Script.Latin), (0xC0, 0x2AF, Script.Latin), (0x370, 0x3FF, Script.Greek), (0x400, 0x52F, Script.Cyrillic),
        (0x530, 0x58F, Script.Armenian), (0x590, 0x5FF, Script.Hebrew), (0x600, 0x6FF, Script.Arabic), (0x750, 0x77F, Script.Arabic), (0x8A0, 0x8FF, Script.Arabic), (0x900, 0xDFF, Script.Indic), (0xE00, 0xE7F, Script.Thai),
        (0x10A0, 0x10FF, Script.Georgian), (0x1100, 0x11FF, Script.Hangul), (0x13A0, 0x13FF, Script.Cherokee), (0x1C80, 0x1C8F, Script.Cyrillic), (0x1D00, 0x1D25, Script.Latin), (0x1E00, 0x1EFF, Script.Latin),
        (0x1F00, 0x1FFF, Script.Greek), (0x2C60, 0x2C7F, Script.Latin), (0x2DE0, 0x2DFF, Script.Cyrillic), (0x2E80, 0x2FDF, Script.Han), (0x3005, 0x3007, Script.Han), (0x3040, 0x30FF, Script.Kana), (0x3100, 0x312F, Script.Bopomofo),
        (0x3130, 0x318F, Script.Hangul), (0x31A0, 0x31BF, Script.Bopomofo), (0x31F0, 0x31FF, Script.Kana), (0x3400, 0x4DBF, Script.Han), (0x4E00, 0x9FFF, Script.Han), (0xA640, 0xA69F, Script.Cyrillic), (0xA720, 0xA7FF, Script.Latin),
        (0xAB30, 0xAB6F, Script.Latin), (0xAB70, 0xABBF, Script.Cherokee), (0xAC00, 0xD7AF, Script.Hangul), (0xF900, 0xFAFF, Script.Han), (0xFB1D, 0xFB4F, Script.Hebrew), (0xFB50, 0xFDFF, Script.Arabic), (0xFE70, 0xFEFF, Script.Arabic),
        (0xFF21, 0xFF3A, Script.Latin), (0xFF41, 0xFF5A, Script.Latin), (0xFF66, 0xFF9F, Script.Kana), (0xFFA0, 0xFFDC, Script.Hangul), (0x20000, 0x3FFFF, Script.Han),
    ];

    /// <summary>UTS 39 5.2, highly restrictive: what people who write with several scripts at once use.</summary>
    private static readonly int[] Together = [Bit(Script.Latin) | Bit(Script.Han) | Bit(Script.Kana), Bit(Script.Latin) | Bit(Script.Han) | Bit(Script.Bopomofo), Bit(Script.Latin) | Bit(Script.Han) | Bit(Script.Hangul)];

    public static Script Of(Rune rune)
    {
        if (!Rune.IsLetter(rune)) return Script.Common;
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last, script) = Ranges[middle];
            if (rune.Value < first) high = middle - 1;
            else if (rune.Value > last) low = middle + 1;
            else return script;
        }
        return Script.Other;
    }

    /// <summary>One label of a host has letters of scripts that are not written together.</summary>
    public static bool MixesInLabel(string label)
    {
        var seen = 0;
        foreach (var rune in label.EnumerateRunes())
        {
            if (Of(rune) is not Script.Common and var script) seen |= Bit(script);
        }
        return int.PopCount(seen) > 1 && !Array.Exists(Together, allowed => (seen & ~allowed) == 0);
    }

    /// <summary>A word has Latin letters, and Cyrillic or Greek ones that look like them. Cheap for what has only one of them.</summary>
    public static bool MixesLookAlikes(ReadOnlySpan<char> word)
    {
        var (latin, other) = (false, false);
        foreach (var letter in word)
        {
            if (char.IsAsciiLetter(letter)) latin = true;
            else if (letter is >= '\u0370' and <= '\u052f' && Confusables.LooksLatin(letter)) other = true;
        }
        return latin && other;
    }

    private static int Bit(Script script) => 1 << (int)script;
}
