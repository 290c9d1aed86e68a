using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>RFC 5321 4.1.2 (Mailbox, Local-part) with the UTF-8 extension of RFC 6531 3.3; linear, no backtracking.</summary>
internal static class AddressSyntax
{
    // RFC 5321 4.5.3.1.1 and 4.5.3.1.3: 64 octets of local part, 256 octets of path with its brackets.
    private const int MaxLocalOctets = 64;
    private const int MaxAddressOctets = 254;

    private static readonly SearchValues<char> AtomText =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (text.Length is 0 or > MaxAddressOctets)
            return false;
        var local = new StringBuilder();
        var at = text[0] == '"' ? ReadQuoted(text, local) : ReadDotString(text, local);
        if (at <= 0 || at >= text.Length - 1 || text[at] != '@')
            return false;
        if (!DomainName.TryParse(text[(at + 1)..], out var domain))
            return false;
        var part = local.ToString();
        if (!IsLocalPart(part, domain))
            return false;
        // NFC turns a few characters into ASCII marks (U+037E into a semicolon); an atom that stops being one is no address.
        if (text[0] != '"' && !IsDotString(Canonical(part)))
            return false;
        address = new EmailAddress(part, domain);
        return true;
    }

    public static bool IsLocalPart(string local, DomainName domain)
    {
        if (local.Length is 0 or > MaxLocalOctets || !IsText(local))
            return false;
        var wire = FormatLocalPart(Canonical(local));
        var octets = Encoding.UTF8.GetByteCount(wire);
        return octets <= MaxLocalOctets && octets + 1 + domain.Ascii.Length <= MaxAddressOctets;
    }

    /// <summary>NFC; the text has no lone surrogates and no non-characters.</summary>
    public static string Canonical(string local) => local.IsNormalized() ? local : local.Normalize();

    public static string FormatLocalPart(string local)
    {
        if (IsDotString(local))
            return local;
        var quoted = new StringBuilder("\"", local.Length + 4);
        foreach (var c in local)
        {
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    private static int ReadQuoted(string text, StringBuilder local)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
                return i + 1;
            if (c == '\\')
            {
                // RFC 5321 4.1.2: a quoted pair is a backslash and a printable ASCII character or space.
                if (++i >= text.Length || text[i] is < ' ' or > '~')
                    return -1;
                c = text[i];
            }
            local.Append(c);
        }
        return -1;
    }

    private static int ReadDotString(string text, StringBuilder local)
    {
        // U+FF20 looks like "@" and is not it.
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || !IsDotString(text.AsSpan(0, at)))
            return -1;
        local.Append(text, 0, at);
        return at;
    }

    private static bool IsDotString(ReadOnlySpan<char> local)
    {
        if (local.IsEmpty || local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0)
            return false;
        foreach (var c in local)
            if (c != '.' && !AtomText.Contains(c) && (c < '\x80' || char.IsWhiteSpace(c)))
                return false;
        return true;
    }

    // RFC 6532 3.1 allows all of UTF-8; what reorders or breaks lines, and what is no character, stays out.
    private static bool IsText(string local)
    {
        for (var i = 0; i < local.Length;)
        {
            if (Rune.DecodeFromUtf16(local.AsSpan(i), out var rune, out var used) != OperationStatus.Done)
                return false;
            i += used;
            if (Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
                return false;
            if (rune.Value is 0x061C or 0x200E or 0x200F or >= 0x2028 and <= 0x202E or >= 0x2066 and <= 0x2069)
                return false;
            if (rune.Value > 0x7F && Rune.GetUnicodeCategory(rune) is (UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned))
                return false;
        }
        return true;
    }
}
