using System.Globalization;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>
/// Direction of text in a domain (RFC 5893 2), which the platform's mapping does not check: a label that mixes directions can look like
/// another one. Classes are those of the Unicode character database, told by blocks for what runs from right to left, so that
/// characters newer than this table fall on the careful side.
/// </summary>
internal static class BidiRule
{
    private enum Direction
    {
        Left,
        Right,
        ArabicNumber,
        EuropeanNumber,
        Mark,
        Neutral,
    }

    /// <param name="unicode">The whole domain, as U-labels.</param>
    public static bool Holds(string unicode)
    {
        // RFC 5893 1.4: the rule is for domains with at least one label of right-to-left characters, and then for all of their labels.
        var isBidi = false;
        foreach (var rune in unicode.EnumerateRunes()) isBidi |= Of(rune) is Direction.Right or Direction.ArabicNumber;
        return !isBidi || unicode.Split('.').All(IsGood);
    }

    private static bool IsGood(string label)
    {
        var (first, last, seen) = (default(Direction?), Direction.Neutral, 0);
        foreach (var rune in label.EnumerateRunes())
        {
            var direction = Of(rune);
            first ??= direction;
            seen |= 1 << (int)direction;
            if (direction != Direction.Mark) last = direction;
        }
        bool Has(Direction direction) => (seen & 1 << (int)direction) != 0;
        return first switch
        {
            // RFC 5893 2, conditions 2 to 4.
            Direction.Right => !Has(Direction.Left) && last is Direction.Right or Direction.EuropeanNumber or Direction.ArabicNumber && !(Has(Direction.EuropeanNumber) && Has(Direction.ArabicNumber)),
            // Conditions 5 and 6.
            Direction.Left => !Has(Direction.Right) && !Has(Direction.ArabicNumber) && last is Direction.Left or Direction.EuropeanNumber,
            // Condition 1; an empty label is another rule's.
            null => true,
            _ => false,
        };
    }

    private static Direction Of(Rune rune)
    {
        var code = rune.Value;
        if (code < 0x80) return Rune.IsLetter(rune) ? Direction.Left : Rune.IsDigit(rune) ? Direction.EuropeanNumber : Direction.Neutral;
        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) return Direction.Mark;
        return IsRightBlock(code) ? OfRightBlock(code) : OfOthers(code, category);
    }

    private static bool IsRightBlock(int code) =>
        code is (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);

    private static Direction OfRightBlock(int code) => code switch
    {
        >= 0x6F0 and <= 0x6F9 => Direction.EuropeanNumber,
        (>= 0x600 and <= 0x605) or (>= 0x660 and <= 0x669) or 0x66B or 0x66C or 0x6DD or 0x890 or 0x891 or 0x8E2 or (>= 0x10D30 and <= 0x10D39) or (>= 0x10E60 and <= 0x10E7E) => Direction.ArabicNumber,
        0x606 or 0x607 or 0x609 or 0x60A or 0x60C or 0x60E or 0x60F or 0x66A or 0x6DE or 0x6E9 or (>= 0x7F6 and <= 0x7F9) or 0xFB29
            or (>= 0xFD3E and <= 0xFD4F) or 0xFDCF or (>= 0xFDFD and <= 0xFDFF) or 0xFEFF or 0x1091F or (>= 0x10B39 and <= 0x10B3F) or 0x1EEF0 or 0x1EEF1 => Direction.Neutral,
        _ => Direction.Right,
    };

    private static Direction OfOthers(int code, UnicodeCategory category) => category switch
    {
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter when code is 0x2B9 or 0x2BA or (>= 0x2C6 and <= 0x2CF) or 0x2EC or 0x2E2F or 0xA67F or (>= 0xA717 and <= 0xA71F) or 0xA788 => Direction.Neutral,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber => Direction.Left,
        _ => Direction.Neutral,
    };
}
