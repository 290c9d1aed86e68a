using System.Text;
using Postamt.Directory.Operations;

namespace Postamt.Directory.Rules;

/// <summary>Which passwords may be chosen. Length counts, composition rules do not (NIST SP 800-63B-4 3.1.1.2).</summary>
internal static class PasswordRules
{
    /// <param name="byMachine">The command line on the server may set what it likes (a sample company, an import), except nothing.</param>
    public static Refusal? Check(string password, bool byMachine)
    {
        if (password.Length == 0) return Refusals.BadPassword("it is empty");
        if (Encoding.UTF8.GetByteCount(password) > DirectoryLimits.PasswordOctets) return Refusals.BadPassword($"it has more than {DirectoryLimits.PasswordOctets} octets");
        foreach (var rune in password.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar) return Refusals.BadPassword("it holds a character that cannot be typed");
        }
        if (byMachine) return null;
        if (password.EnumerateRunes().Count() < DirectoryLimits.PasswordLength) return Refusals.BadPassword($"it has fewer than {DirectoryLimits.PasswordLength} characters");
        if (password.EnumerateRunes().Distinct().Count() < 3) return Refusals.BadPassword("it repeats one or two characters only");
        return null;
    }

    /// <summary>A name is the first thing that is guessed.</summary>
    public static Refusal? CheckAgainstName(string password, Entities.Account account)
    {
        var guess = AddressLook.Fold(password);
        return guess == account.PrimaryAddress.LookupKey || guess == AddressLook.Fold(account.PrimaryAddress.LocalPart) || guess == AddressLook.Fold(account.DisplayName)
            ? Refusals.BadPassword("it is the account's own name")
            : null;
    }
}
