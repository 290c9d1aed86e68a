using System.Text;
using MimeKit.Utils;

namespace Postamt.Mail.Headers;

/// <summary>RFC 2047 text as its reader sees it. Bounded in length, free of control characters whatever the words decode to.</summary>
public static class EncodedWords
{
    /// <summary>Octets of one text that are decoded; RFC 5322 2.1.1 allows 998 in a line, folded subjects rarely reach 2 000.</summary>
    public const int MaxOctets = 32 << 10;

    public static string Decode(string text)
    {
        if (text.Length > MaxOctets)
            text = text[..(char.IsHighSurrogate(text[MaxOctets - 1]) ? MaxOctets - 1 : MaxOctets)];
        if (!text.Contains("=?", StringComparison.Ordinal))
            return VisibleText.Clean(text);
        return VisibleText.Clean(Rfc2047.DecodeText(Encoding.UTF8.GetBytes(text)));
    }

    public static string Decode(ReadOnlySpan<byte> text) => Decode(HeaderText.ToText(text));
}
