using System.Globalization;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>
/// One key for all spellings of a local part that people take for the same: compatibility forms (NFKC), case, invisible characters,
/// final sigma, sharp s, dotted and dotless i. Two addresses with one key are one address; the second one cannot be made.
/// </summary>
internal static class LookupFold
{
    /// <param name="local">A local part without lone surrogates or non-characters.</param>
    public static string Fold(string local)
    {
        if (Ascii.IsValid(local))
            return local.ToLowerInvariant();
        // Folding can undo normalisation, so the result is normalised again.
        return Once(local.Normalize(NormalizationForm.FormKC)).Normalize(NormalizationForm.FormKC);
    }

    public static bool MixesLookAlikes(string local)
    {
        var scripts = 0;
        foreach (var rune in local.EnumerateRunes())
            if (Rune.IsLetter(rune))
                scripts |= Script(rune.Value);
        return (scripts & (scripts - 1)) != 0;
    }

    private static string Once(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            switch (rune.Value)
            {
                case 'ı' or 'İ':
                    folded.Append('i');
                    break;
                case 'ß' or 'ẞ':
                    folded.Append("ss");
                    break;
                case 'ς':
                    folded.Append('σ');
                    break;
                default:
                    if (!IsInvisible(rune))
                        folded.Append(Rune.ToLowerInvariant(rune).ToString());
                    break;
            }
        return folded.ToString();
    }

    // Joiners, soft hyphen, variation selectors and fillers change what a program sees and nothing a person sees.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0;

    private static int Script(int value) => value switch
    {
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x24F) or (>= 0x1E00 and <= 0x1EFF) => 1,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => 2,
        (>= 0x400 and <= 0x52F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF) or (>= 0xA640 and <= 0xA69F) => 4,
        >= 0x530 and <= 0x58F => 8,
        _ => 0,
    };
}
