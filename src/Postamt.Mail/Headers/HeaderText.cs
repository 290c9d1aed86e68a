using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Postamt.Mail.Headers;

/// <summary>Octets of header text as a string: UTF-8 where they are UTF-8 (RFC 6532), else one character an octet, so that nothing is lost. NUL, CR and LF do not survive.</summary>
public static class HeaderText
{
    private static readonly SearchValues<byte> Breaks = SearchValues.Create("\0\r\n"u8);

    public static string ToText(ReadOnlySpan<byte> octets)
    {
        if (octets.IndexOfAny(Breaks) >= 0)
            return ToText(WithoutBreaks(octets));
        return Ascii.IsValid(octets) || !Utf8.IsValid(octets)
            ? Encoding.Latin1.GetString(octets)
            : Encoding.UTF8.GetString(octets);
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> octets) => octets.Trim(" \t\r\n"u8);

    private static byte[] WithoutBreaks(ReadOnlySpan<byte> octets)
    {
        var kept = new byte[octets.Length];
        var n = 0;
        foreach (var b in octets)
            if (b is not (0 or (byte)'\r' or (byte)'\n'))
                kept[n++] = b;
        return kept[..n];
    }
}
