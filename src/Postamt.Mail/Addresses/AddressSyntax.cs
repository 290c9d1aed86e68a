using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>RFC 5321 4.1.2 (Mailbox, Local-part) with the UTF-8 extension of RFC 6531 3.3; linear, no backtracking.</summary>
internal static class AddressSyntax
{
    // RFC 5321 4.5.3.1.1 and 4.5.3.1.3: 64 octets of local part, 256 octets of path with its brackets.
    private const int MaxLocalOctets = 64;
    private const int MaxAddressOctets = 254;

    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (text.Length is 0 or > 320) return false;
        var local = new StringBuilder();
        var at = text[0] == '"' ? ReadQuoted(text, local) : ReadDotString(text, local);
        if (at <= 0 || at >= text.Length - 1 || text[at] != '@') return false;
        if (!DomainName.TryParse(text[(at + 1)..], out var domain)) return false;
        var canonical = local.ToString();
        if (!canonical.IsNormalized()) canonical = canonical.Normalize();
        if (Encoding.UTF8.GetByteCount(FormatLocalPart(canonical)) > MaxLocalOctets) return false;
        address = new EmailAddress(canonical, domain);
        return Encoding.UTF8.GetByteCount(address.ToString()) <= MaxAddressOctets;
    }

    public static string FormatLocalPart(string local)
    {
        if (IsDotString(local)) return local;
        var quoted = new StringBuilder("\"", local.Length + 4);
        foreach (var c in local)
        {
            if (c is '"' or '\\') quoted.Append('\\');
            quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    private static int ReadQuoted(string text, StringBuilder local)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"') return local.Length == 0 ? -1 : i + 1;
            if (c == '\\' && ++i < text.Length) c = text[i];
            if (c < ' ' || c == '\x7f' || char.IsSurrogate(c) && !ValidSurrogate(text, i)) return -1;
            local.Append(c);
        }
        return -1;
    }

    private static int ReadDotString(string text, StringBuilder local)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || !IsDotString(text[..at])) return -1;
        local.Append(text, 0, at);
        return at;
    }

    private static bool IsDotString(string local)
    {
        if (local.Length == 0 || local[0] == '.' || local[^1] == '.') return false;
        for (var i = 0; i < local.Length; i++)
        {
            var c = local[i];
            if (c == '.')
            {
                if (local[i - 1] == '.') return false;
            }
            else if (!IsAtomText(c) || char.IsSurrogate(c) && !ValidSurrogate(local, i))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsAtomText(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal) || c >= '\x80' && !char.IsControl(c) && !char.IsWhiteSpace(c);

    private static bool ValidSurrogate(string text, int i) =>
        char.IsHighSurrogate(text[i]) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
