// ORCPT: RFC 3461 4.2 for ASCII addresses, RFC 6533 3 for the address type "utf-8".
using System.Globalization;
using System.Text;

namespace Postamt.Smtp.Grammar;

/// <summary>The original recipient as "type;address", decoded and encoded.</summary>
internal static class OriginalRecipient
{
    // RFC 3461 4.2: the whole parameter has at most 500 characters.
    private const int MaxLength = 500;

    /// <returns>Null when the value is no ORCPT.</returns>
    internal static string? Decode(ReadOnlySpan<byte> value)
    {
        int semicolon = value.IndexOf((byte)';');
        if (value.Length > MaxLength || semicolon is <= 0 or > 32)
            return null;
        ReadOnlySpan<byte> type = value[..semicolon];
        foreach (byte c in type)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-')
                return null;
        }
        bool utf8 = Ascii.EqualsIgnoreCase(type, "utf-8"u8);
        string? address = utf8 ? DecodeUtf8(value[(semicolon + 1)..]) : Xtext.Decode(value[(semicolon + 1)..]);
        return string.IsNullOrEmpty(address) ? null : Encoding.ASCII.GetString(type) + ";" + address;
    }

    /// <param name="smtpUtf8">The transaction has SMTPUTF8: raw UTF-8 may stand in the value.</param>
    internal static string Encode(string decoded, bool smtpUtf8)
    {
        int semicolon = decoded.IndexOf(';', StringComparison.Ordinal);
        string type = decoded[..semicolon];
        string address = decoded[(semicolon + 1)..];
        if (!type.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return type + ";" + Xtext.Encode(address);
        var encoded = new StringBuilder(address.Length);
        foreach (Rune rune in address.EnumerateRunes())
        {
            // RFC 6533 3: QCHAR is printable ASCII without "+", "=" and "\"; all else is \x{HEX}, or raw in unitext.
            if (rune.Value is >= 0x21 and <= 0x7e and not '+' and not '=' and not '\\' || (smtpUtf8 && rune.Value >= 0xa0))
                encoded.Append(rune.ToString());
            else
                encoded.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
        }
        return type + ";" + encoded;
    }

    private static string? DecodeUtf8(ReadOnlySpan<byte> value)
    {
        if (!System.Text.Unicode.Utf8.IsValid(value))
            return null;
        string text = Encoding.UTF8.GetString(value);
        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                decoded.Append(text[i]);
                continue;
            }
            int close = text.IndexOf('}', i);
            if (close < 0 || close - i is < 4 or > 9 || text[i + 1] != 'x' || text[i + 2] != '{'
                || !int.TryParse(text.AsSpan(i + 3, close - i - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int scalar)
                || !Rune.IsValid(scalar))
                return null;
            decoded.Append(new Rune(scalar).ToString());
            i = close;
        }
        foreach (char c in decoded.ToString())
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                return null;
        }
        return decoded.ToString();
    }
}
