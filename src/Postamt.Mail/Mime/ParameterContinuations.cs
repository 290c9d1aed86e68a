using System.Globalization;
using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>
/// Puts the pieces of continued parameters together for BODY and BODYSTRUCTURE (RFC 2231 6), undecoded: "name*0", "name*1" become "name",
/// and "name*" as soon as one piece is percent-encoded. Pieces are joined up to the first gap; what stands behind it is left out.
/// </summary>
public static class ParameterContinuations
{
    private const int MaxPieces = 100;

    /// <returns>The same list when it holds no continuation.</returns>
    public static IReadOnlyList<MimeParameter> Join(IReadOnlyList<MimeParameter> parameters)
    {
        Dictionary<string, Continued>? found = null;
        foreach (var parameter in parameters)
        {
            if (!TrySplit(parameter.Name, out var name, out var number, out var isEncoded))
                continue;
            found ??= new(StringComparer.OrdinalIgnoreCase);
            if (!found.TryGetValue(name, out var pieces))
                found.Add(name, pieces = new Continued());
            pieces.Values[number] ??= new MimeParameter(isEncoded ? "*" : "", parameter.Value);
        }
        return found is null ? parameters : Rebuild(parameters, found);
    }

    private static List<MimeParameter> Rebuild(IReadOnlyList<MimeParameter> parameters, Dictionary<string, Continued> found)
    {
        var joined = new List<MimeParameter>(parameters.Count);
        foreach (var parameter in parameters)
        {
            if (!TrySplit(parameter.Name, out var name, out _, out _) || found[name].Values[0] is null)
                joined.Add(parameter);
            else if (!found[name].IsWritten)
                joined.Add(found[name].Write(name));
        }
        return joined;
    }

    // RFC 2231 3 and 4.1: attribute "*" number without leading zeros, then "*" when the piece is encoded.
    private static bool TrySplit(string text, out string name, out int number, out bool isEncoded)
    {
        (name, number) = (text, 0);
        isEncoded = text.EndsWith('*');
        var body = isEncoded ? text.AsSpan(0, text.Length - 1) : text;
        var star = body.LastIndexOf('*');
        if (star <= 0)
            return false;
        var digits = body[(star + 1)..];
        name = text[..star];
        return digits.Length is 1 or 2 && (digits.Length == 1 || digits[0] != '0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < MaxPieces;
    }

    private sealed class Continued
    {
        public MimeParameter?[] Values { get; } = new MimeParameter?[MaxPieces];

        public bool IsWritten { get; private set; }

        public MimeParameter Write(string name)
        {
            IsWritten = true;
            var count = Array.IndexOf(Values, null);
            var pieces = Values.AsSpan(0, count < 0 ? Values.Length : count);
            var isExtended = false;
            foreach (var piece in pieces)
                isExtended |= piece!.Value.Name.Length > 0;
            var builder = new StringBuilder();
            // RFC 2231 4.1 (5): the delimiters stand even where charset and language are not given.
            if (isExtended && pieces[0]!.Value.Name.Length == 0)
                builder.Append("''");
            foreach (var piece in pieces)
            {
                if (isExtended && piece!.Value.Name.Length == 0)
                    Escape(builder, piece.Value.Value);
                else
                    builder.Append(piece!.Value.Value);
            }
            return new MimeParameter(isExtended ? name + "*" : name, builder.ToString());
        }

        // RFC 2231 7: what is no attribute-char is written as a percent sign and two hexadecimal digits.
        private static void Escape(StringBuilder builder, string value)
        {
            foreach (var octet in Encoding.UTF8.GetBytes(value))
            {
                if (char.IsAsciiLetterOrDigit((char)octet) || "!#$&+-.^_`{|}~"u8.Contains(octet))
                    builder.Append((char)octet);
                else
                    builder.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }
    }
}
