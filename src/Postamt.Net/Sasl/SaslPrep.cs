// SASLprep, RFC 4013: map, normalise (NFKC), prohibit, check the direction. Unassigned code points pass, as in a query
// string (RFC 4013 2.5). Deviation: RFC 4013 2, not followed to the letter: the tables are those of the running Unicode
// version, not of 3.2, and the right-to-left classes are told by their blocks; both only matter for
// characters no name or password of that time could have.
using System.Globalization;
using System.Text;

namespace Postamt.Net.Sasl;

/// <summary>Prepares user names for comparison.</summary>
public static class SaslPrep
{
    /// <returns>The prepared text, may be empty; null when it holds what is prohibited.</returns>
    public static string? Prepare(string text)
    {
        if (Ascii.IsValid(text))
            return HasControl(text) ? null : text;
        var mapped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsMappedToNothing(rune.Value))
                continue;
            // RFC 4013 2.1: non-ASCII spaces become SPACE.
            mapped.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? " " : rune.ToString());
        }
        string normal;
        try
        {
            normal = mapped.ToString().Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not well-formed Unicode.
            return null;
        }
        foreach (Rune rune in normal.EnumerateRunes())
        {
            if (IsProhibited(rune))
                return null;
        }
        return HasGoodDirection(normal) ? normal : null;
    }

    private static bool HasControl(string ascii)
    {
        foreach (char one in ascii)
        {
            if (one < ' ' || one == '\x7f')
                return true;
        }
        return false;
    }

    // RFC 3454 B.1.
    private static bool IsMappedToNothing(int code) => code is 0xAD or 0x34F or 0x1806 or (>= 0x180B and <= 0x180D)
        or (>= 0x200B and <= 0x200D) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    private static bool IsProhibited(Rune rune)
    {
        int code = rune.Value;
        if (code != ' ' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
            return code != ' ';
        // RFC 3454 C.2.2, C.4, C.6, C.7, C.8, C.9.
        return code is 0x6DD or 0x70F or 0x180E or (>= 0x200C and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2063)
            or (>= 0x206A and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFD) or (>= 0x1D173 and <= 0x1D17A)
            or (>= 0xFDD0 and <= 0xFDEF) or (>= 0x2FF0 and <= 0x2FFB) or 0x340 or 0x341 or (>= 0xE0000 and <= 0xE007F)
            || (code & 0xFFFE) == 0xFFFE;
    }

    // RFC 3454 6: right-to-left text begins and ends right-to-left and holds no left-to-right letter.
    private static bool HasGoodDirection(string text)
    {
        bool right = false;
        bool left = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isRight = IsRightToLeft(rune);
            right |= isRight;
            left |= !isRight && Rune.IsLetter(rune);
        }
        if (!right)
            return true;
        Rune.DecodeFromUtf16(text, out Rune first, out _);
        Rune.DecodeLastFromUtf16(text, out Rune last, out _);
        return !left && IsRightToLeft(first) && IsRightToLeft(last);
    }

    // RFC 3454 D.1 by blocks: Hebrew, Arabic, Syriac, Thaana and the presentation forms; letters only, marks and digits are neutral.
    private static bool IsRightToLeft(Rune rune) => Rune.IsLetter(rune) && rune.Value is (>= 0x590 and <= 0x8FF) or 0x200F
        or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
