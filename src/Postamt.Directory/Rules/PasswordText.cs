using System.Text;

namespace Postamt.Directory.Rules;

/// <summary>
/// One form for one password, whatever keyboard it comes from: RFC 8265 4.2 (OpaqueString) — spaces of all kinds become U+0020, NFC, case kept.
/// </summary>
internal static class PasswordText
{
    /// <summary>The octets that are hashed. What is no UTF-8, or is plain ASCII, stays as it is.</summary>
    public static byte[] Prepare(ReadOnlySpan<byte> password)
    {
        if (Ascii.IsValid(password)) return password.ToArray();
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(password);
        }
        catch (DecoderFallbackException)
        {
            return password.ToArray();
        }
        var spaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // RFC 8265 4.2.2: non-ASCII space is mapped to ASCII space.
            if (Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.SpaceSeparator) spaced.Append(' ');
            else spaced.Append(rune.ToString());
        }
        return Encoding.UTF8.GetBytes(spaced.ToString().Normalize(NormalizationForm.FormC));
    }
}
