using System.Buffers;
using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>Encoded octets of a text part to the words a list of messages shows: decoded, without markup, white space joined, at most so many characters.</summary>
internal static class PreviewText
{
    public static string Make(MessagePart part, ReadOnlySpan<byte> encoded, int maxCharacters)
    {
        var rented = ArrayPool<byte>.Shared.Rent(encoded.Length);
        try
        {
            var length = TransferDecoding.Decode(part.Encoding, encoded, rented);
            // A plain text needs few octets for 256 characters; markup may need all of them.
            var isHtml = part.Subtype is "html" or "xml";
            var octets = rented.AsSpan(0, isHtml ? length : Math.Min(length, maxCharacters * 8));
            var text = Charsets.Decode(part.Parameter("charset"), octets);
            return Condense(isHtml ? HtmlText.Strip(text) : text, maxCharacters);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>One space between words; nothing that is invisible or reorders text.</summary>
    public static string Condense(string text, int maxCharacters)
    {
        var kept = new StringBuilder(maxCharacters);
        var count = 0;
        var space = false;
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                space = kept.Length > 0;
                continue;
            }
            if (IsInvisible(rune))
                continue;
            if (space && count < maxCharacters - 1)
            {
                kept.Append(' ');
                count++;
            }
            space = false;
            if (count >= maxCharacters)
                break;
            kept.Append(utf16[..rune.EncodeToUtf16(utf16)]);
            count++;
        }
        return kept.ToString();
    }

    // Mailers pad preview lines with zero width characters; a joiner between letters is lost with them, which a preview can bear.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
        System.Globalization.UnicodeCategory.Control or
        System.Globalization.UnicodeCategory.Format or
        System.Globalization.UnicodeCategory.Surrogate or
        System.Globalization.UnicodeCategory.PrivateUse or
        System.Globalization.UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F or 0xFFFD;
}
