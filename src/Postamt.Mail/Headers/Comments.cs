namespace Postamt.Mail.Headers;

/// <summary>RFC 5322 3.2.2 comments: nesting is counted, so ten thousand parentheses cost no stack; an unfinished one ends with the text.</summary>
internal static class Comments
{
    /// <param name="start">Position of the opening parenthesis.</param>
    /// <returns>The position after the closing one, at most the length of the text.</returns>
    public static int Skip(ReadOnlySpan<byte> text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
            switch (text[i])
            {
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return i + 1;
                case (byte)'\\':
                    i++;
                    break;
            }
        return text.Length;
    }
}
