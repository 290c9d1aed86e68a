using System.Text;

namespace Postamt.Mail.Reports;

/// <summary>RFC 2045 6.7 writer for texts with CRLF lines.</summary>
internal static class QuotedPrintable
{
    // RFC 2045 6.7 (5): encoded lines have at most 76 characters, the soft break's "=" included.
    private const int MaxLine = 76;

    public static string Encode(ReadOnlySpan<byte> text)
    {
        var output = new StringBuilder(text.Length + text.Length / 4);
        var column = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\r' && i + 1 < text.Length && text[i + 1] == (byte)'\n')
            {
                output.Append("\r\n");
                column = 0;
                i++;
                continue;
            }
            var isLast = i + 1 >= text.Length || (text[i + 1] == (byte)'\r' && i + 2 < text.Length && text[i + 2] == (byte)'\n');
            var literal = IsLiteral(text[i]) || (text[i] is (byte)' ' or (byte)'\t' && !isLast);
            var width = literal ? 1 : 3;
            if (column + width > (isLast ? MaxLine : MaxLine - 1))
            {
                output.Append("=\r\n");
                column = 0;
            }
            if (literal)
                output.Append((char)text[i]);
            else
                output.Append('=').Append(Convert.ToHexString(text.Slice(i, 1)));
            column += width;
        }
        return output.ToString();
    }

    private static bool IsLiteral(byte b) => b is > 32 and < 127 and not (byte)'=';
}
