// RFC 3501 5.1.3: mailbox names in modified UTF-7. "&" begins base64 of UTF-16 with "," for "/", "-" ends it, "&-" is "&".
// Invariant: what decodes encodes back to the same octets; every other form is refused.
using System.Text;

namespace Postamt.Imap.Grammar;

internal static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        var coded = new StringBuilder(name.Length + 8);
        for (var at = 0; at < name.Length;)
        {
            var c = name[at];
            if (c is >= ' ' and <= '~')
            {
                coded.Append(c);
                if (c == '&') coded.Append('-');
                at++;
                continue;
            }
            var end = at;
            while (end < name.Length && name[end] is not (>= ' ' and <= '~')) end++;
            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name, at, end - at));
            coded.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
            at = end;
        }
        return coded.ToString();
    }

    public static bool TryDecode(ReadOnlySpan<byte> coded, out string name)
    {
        name = "";
        var text = new StringBuilder(coded.Length);
        for (var at = 0; at < coded.Length; at++)
        {
            if (coded[at] is not (>= (byte)' ' and <= (byte)'~')) return false;
            if (coded[at] != (byte)'&')
            {
                text.Append((char)coded[at]);
                continue;
            }
            var end = coded[at..].IndexOf((byte)'-');
            if (end < 0 || !TryShift(coded.Slice(at + 1, end - 1), text)) return false;
            at += end;
        }
        name = text.ToString();
        // One form a name: no base64 for what stands for itself, no needless shifts, no stray bits, no half surrogates.
        return Encoding.ASCII.GetBytes(Encode(name)).AsSpan().SequenceEqual(coded);
    }

    private static bool TryShift(ReadOnlySpan<byte> base64, StringBuilder text)
    {
        if (base64.IsEmpty)
        {
            text.Append('&');
            return true;
        }
        if (base64.Contains((byte)'/') || base64.Contains((byte)'=')) return false;
        var padded = Encoding.ASCII.GetString(base64).Replace(',', '/') + new string('=', (4 - (base64.Length % 4)) % 4);
        var octets = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, octets, out var length) || length % 2 != 0) return false;
        for (var at = 0; at < length; at += 2)
        {
            var c = (char)((octets[at] << 8) | octets[at + 1]);
            if (char.IsHighSurrogate(c))
            {
                if (at + 3 >= length || !char.IsLowSurrogate((char)((octets[at + 2] << 8) | octets[at + 3]))) return false;
                text.Append(c).Append((char)((octets[at + 2] << 8) | octets[at + 3]));
                at += 2;
            }
            else if (char.IsSurrogate(c))
            {
                return false;
            }
            else
            {
                text.Append(c);
            }
        }
        return true;
    }
}
