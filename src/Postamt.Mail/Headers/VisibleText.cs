using System.Buffers;
using System.Text;

namespace Postamt.Mail.Headers;

/// <summary>Text from strangers as it may be shown: no control characters, nothing that reorders what stands beside it.</summary>
public static class VisibleText
{
    // C0 and C1 controls, line and paragraph separators, bidirectional embeddings, overrides and isolates.
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\t\n\u000b\u000c\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f"
        + "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f"
        + "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    /// <summary>Tabs and line breaks become a space, other unwanted characters go.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Unwanted) < 0)
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!Unwanted.Contains(c))
                kept.Append(c);
            else if (c is '\t' or '\n' or '\u2028' or '\u2029')
                kept.Append(' ');
        return kept.ToString();
    }

    /// <summary>Cleaned, then at most this many UTF-16 characters, never half a pair.</summary>
    public static string Clean(string text, int maxLength)
    {
        var clean = Clean(text);
        if (clean.Length <= maxLength)
            return clean;
        return clean[..(char.IsHighSurrogate(clean[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }
}
