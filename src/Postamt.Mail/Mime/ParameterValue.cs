using System.Globalization;
using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>
/// The one reading of a parameter's value that scanners, IMAP and web share. RFC 2231 3 and 4: an extended value goes before a plain one,
/// pieces are joined up to the first gap, the first of two with one name counts. A plain value may hold encoded words, as much mail does.
/// </summary>
public static class ParameterValue
{
    private const int MaxPieces = 100;

    /// <returns>The decoded value without control characters, null when the parameter is absent.</returns>
    public static string? Find(IReadOnlyList<MimeParameter> parameters, string name)
    {
        string? plain = null;
        string? extended = null;
        (string Value, bool Encoded)[]? pieces = null;
        var highest = -1;
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            if (!parameter.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            var rest = parameter.Name.AsSpan(name.Length);
            if (rest.IsEmpty)
                plain ??= parameter.Value;
            else if (rest is "*")
                extended ??= parameter.Value;
            else if (TryPiece(rest, out var number, out var encoded))
            {
                pieces ??= new (string, bool)[MaxPieces];
                if (pieces[number].Value is null)
                    pieces[number] = (parameter.Value, encoded);
                highest = Math.Max(highest, number);
            }
        }
        if (extended is not null)
            return Decode([(extended, true)]);
        if (pieces is not null && pieces[0].Value is not null)
            return Decode(pieces.AsSpan(0, highest + 1));
        return plain is null ? null : VisibleText.Clean(EncodedWords.Decode(plain));
    }

    private static bool TryPiece(ReadOnlySpan<char> rest, out int number, out bool encoded)
    {
        number = 0;
        encoded = rest.EndsWith('*') && rest.Length > 2;
        if (rest[0] != '*')
            return false;
        var digits = encoded ? rest[1..^1] : rest[1..];
        // RFC 2231 3: numbers begin at 0 and have no leading zero.
        return digits.Length is 1 or 2 && (digits.Length == 1 || digits[0] != '0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < MaxPieces;
    }

    private static string Decode(ReadOnlySpan<(string Value, bool Encoded)> pieces)
    {
        var builder = default(OctetBuilder);
        string? charset = null;
        for (var i = 0; i < pieces.Length && pieces[i].Value is { } value; i++)
        {
            var text = value.AsSpan();
            if (i == 0 && pieces[i].Encoded)
                text = AfterCharset(text, out charset);
            Append(ref builder, text, pieces[i].Encoded);
        }
        var decoded = VisibleText.Clean(Charsets.Decode(charset, builder.Written));
        builder.Dispose();
        return decoded;
    }

    // RFC 2231 4: charset'language'value.
    private static ReadOnlySpan<char> AfterCharset(ReadOnlySpan<char> text, out string? charset)
    {
        charset = null;
        var first = text.IndexOf('\'');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf('\'');
        if (second < 0)
            return text;
        charset = text[..first].ToString();
        return text[(first + second + 2)..];
    }

    private static void Append(ref OctetBuilder octets, ReadOnlySpan<char> text, bool encoded)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (encoded && text[i] == '%' && text.Length - i > 2 && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                octets.Append(byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 3;
                continue;
            }
            _ = Rune.DecodeFromUtf16(text[i..], out var rune, out var used);
            octets.Append(utf8[..rune.EncodeToUtf8(utf8)]);
            i += used;
        }
    }
}
