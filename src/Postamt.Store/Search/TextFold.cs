using System.Text;

namespace Postamt.Store.Search;

/// <summary>The form texts are compared in: compatibility normalised, without case (RFC 9051 6.4.4 asks for a match without regard to case).</summary>
internal static class TextFold
{
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        return Whole(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }

    public static bool Contains(string text, string folded) =>
        folded.Length == 0 || (Ascii.IsValid(text) && Ascii.IsValid(folded)
            ? text.Contains(folded, StringComparison.OrdinalIgnoreCase)
            : Fold(text).Contains(folded, StringComparison.Ordinal));

    // Normalising throws on half a surrogate pair.
    private static string Whole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }
        return text;
    }
}
