using System.Text;

namespace Postamt.Mail.Headers;

/// <summary>
/// Writes a header field of ours: folded at spaces to 78 characters where that can be, to 998 octets always (RFC 5322 2.1.1).
/// A value with CR, LF or NUL is refused, whoever made it.
/// </summary>
public static class FieldText
{
    private const int PreferredLength = 78;
    private const int MaxLength = 998;

    /// <param name="name">Printable ASCII without colon.</param>
    /// <param name="value">Words apart by single spaces; each space is a place to fold.</param>
    /// <returns>The field with its final CRLF.</returns>
    /// <exception cref="ArgumentException">The name is no field name, the value has a line break or NUL, or a word is too long for a line.</exception>
    public static string Make(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("not a field name", nameof(name));
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException("a field value cannot have line breaks or NUL", nameof(value));
        var text = new StringBuilder(name, name.Length + value.Length + 16).Append(':');
        var line = text.Length;
        foreach (var range in value.AsSpan().Split(' '))
        {
            var word = value.AsSpan()[range];
            if (word.IsEmpty)
                continue;
            var octets = Encoding.UTF8.GetByteCount(word);
            if (octets + 1 > MaxLength - name.Length - 1)
                throw new ArgumentException("a word is too long for a line", nameof(value));
            if (line + 1 + octets > PreferredLength && line > name.Length + 1)
            {
                text.Append("\r\n\t");
                line = 1;
            }
            else
            {
                text.Append(' ');
                line++;
            }
            text.Append(word);
            line += octets;
        }
        return text.Append("\r\n").ToString();
    }

    /// <summary>A field on one line, its value kept to the octet, for values whose spaces matter (quoted local parts).</summary>
    /// <exception cref="ArgumentException">As <see cref="Make"/>, or the line is too long.</exception>
    public static string MakeUnfolded(string name, string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException("a field value cannot have line breaks or NUL", nameof(value));
        if (name.Length + 2 + Encoding.UTF8.GetByteCount(value) > MaxLength)
            throw new ArgumentException("a value is too long for a line", nameof(value));
        return $"{name}: {value}\r\n";
    }

    /// <summary>Text of a stranger as one word of a trace field: what is not a letter, digit or one of ".-_:[]" becomes "?", at most 255 characters.</summary>
    public static string Word(string text)
    {
        if (text.Length == 0)
            return "unknown";
        return string.Create(Math.Min(text.Length, 255), text, static (word, source) =>
        {
            for (var i = 0; i < word.Length; i++)
                word[i] = char.IsAsciiLetterOrDigit(source[i]) || ".-_:[]".Contains(source[i], StringComparison.Ordinal) ? source[i] : '?';
        });
    }
}
