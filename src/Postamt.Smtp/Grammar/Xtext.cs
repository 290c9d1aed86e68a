using System.Globalization;
using System.Text;

namespace Postamt.Smtp.Grammar;

/// <summary>RFC 3461 4: octets of a parameter value as printable ASCII; <c>+XX</c> in capital hexadecimal for the rest.</summary>
internal static class Xtext
{
    /// <returns>Null when the text is no xtext, or decodes to anything but printable ASCII and space (RFC 3461 4.2 and 4.4).</returns>
    internal static string? Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int octet = text[i];
            // RFC 3461 4: xchar is "!" to "~" without "+" and "=".
            if (octet is < 0x21 or > 0x7e or '=')
                return null;
            if (octet == '+')
            {
                if (i + 2 >= text.Length || !TryHex(text[i + 1], out int high) || !TryHex(text[i + 2], out int low))
                    return null;
                octet = (high << 4) | low;
                i += 2;
            }
            if (octet is < 0x20 or > 0x7e)
                return null;
            decoded.Append((char)octet);
        }
        return decoded.ToString();
    }

    /// <summary>The other way; characters outside printable ASCII do not occur in what <see cref="Decode"/> let in and become "?".</summary>
    internal static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is >= '!' and <= '~' and not '+' and not '=')
                encoded.Append(c);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"+{(int)(c is >= ' ' and <= '~' ? c : '?'):X2}");
        }
        return encoded.ToString();
    }

    private static bool TryHex(byte digit, out int value)
    {
        value = digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
        return value >= 0;
    }
}
