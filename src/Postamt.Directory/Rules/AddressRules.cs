using System.Text;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Rules;

/// <summary>
/// Which addresses may be made here. Narrower than what RFC 5321 lets others have: everything our addresses hold can be typed, seen and
/// told apart (THREATS 39), and compatibility forms never bring back a separator.
/// </summary>
internal static class AddressRules
{
    /// <summary>Null when the address may be made.</summary>
    public static Refusal? Check(EmailAddress address)
    {
        if (address.Domain.IsLiteral) return Refusals.AddressNotAllowed(address, "an address of ours has a domain name, not a number in brackets");
        var folded = AddressLook.Fold(address.LocalPart);
        if (folded.Length == 0 || folded[0] == '.' || folded[^1] == '.' || folded.Contains("..", StringComparison.Ordinal))
            return Refusals.AddressNotAllowed(address, "dots may stand between characters only");
        foreach (var rune in address.LocalPart.EnumerateRunes())
        {
            if (Scripts.IsInvisible(rune)) return Refusals.AddressNotAllowed(address, "it holds a character that cannot be seen");
        }
        foreach (var rune in folded.EnumerateRunes())
        {
            if (!IsAllowed(rune)) return Refusals.AddressNotAllowed(address, "it holds a character that addresses of ours do not have");
        }
        if (Scripts.AreMixed(folded)) return Refusals.AddressNotAllowed(address, "it mixes scripts that are not written together");
        return null;
    }

    // RFC 5321 4.1.2 would allow more ASCII in atoms; these either steer routing in older software (% !), or a shell, or look like a tag separator only.
    private static bool IsAllowed(Rune rune) =>
        rune.IsAscii
            ? Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '-' or '_' or '+' or '=' or '\'' or '~' or '#' or '&' or '*'
            : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
