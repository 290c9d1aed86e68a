using System.Text;
using System.Text.RegularExpressions;
using Postamt.Directory.Operations;

namespace Postamt.Directory.Rules;

/// <summary>Names people read, and the tags for language and time.</summary>
internal static partial class TextRules
{
    /// <summary>Null when the text may stand in a list, a header or a notice as it is.</summary>
    public static Refusal? CheckName(string what, string text, int limit, bool mayBeEmpty = false)
    {
        if (text.Length == 0) return mayBeEmpty ? null : Refusals.BadText(what, "it is empty");
        if (text.Length > limit) return Refusals.BadText(what, $"it has more than {limit} characters");
        if (text != text.Trim()) return Refusals.BadText(what, "it begins or ends with a space");
        // A zero-width joiner belongs to names in several scripts; marks that turn the direction of what follows do not.
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Scripts.IsInvisible(rune) && rune.Value is not (0x200C or 0x200D or >= 0xFE00 and <= 0xFE0F)) return Refusals.BadText(what, "it holds a character that cannot be seen");
        }
        return null;
    }

    /// <summary>Under which names are found and kept unique.</summary>
    public static string NameKey(string name) => AddressLook.Fold(name.Trim());

    public static Refusal? CheckLocale(string locale) =>
        locale.Length <= 35 && LocalePattern().IsMatch(locale) ? null : Refusals.UnknownLocale(locale);

    public static Refusal? CheckTimeZone(string zone) =>
        zone.Length <= 64 && TimeZonePattern().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId ? null : Refusals.UnknownTimeZone(zone);

    // RFC 5646 2.1: language, then subtags of 1 to 8 letters or digits.
    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex LocalePattern();

    [GeneratedRegex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex TimeZonePattern();
}
