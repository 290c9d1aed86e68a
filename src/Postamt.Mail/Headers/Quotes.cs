namespace Postamt.Mail.Headers;

/// <summary>RFC 5322 3.2.4 quoted strings; an unfinished one ends with the text.</summary>
internal static class Quotes
{
    /// <param name="start">Position of the opening quote.</param>
    /// <returns>The position after the closing one, at most the length of the text.</returns>
    public static int Skip(ReadOnlySpan<byte> text, int start)
    {
        var i = start + 1;
        while (i < text.Length && text[i] != (byte)'"')
            i += text[i] == (byte)'\\' ? 2 : 1;
        return Math.Min(i + 1, text.Length);
    }
}
