using System.Buffers;
using System.Text;

namespace Postamt.Imap.Fetching;

/// <summary>HEADER.FIELDS and HEADER.FIELDS.NOT, RFC 9051 6.4.5.1: whole fields by name, then the blank line.</summary>
internal static class HeaderFilter
{
    public static void Write(ReadOnlySpan<byte> header, IReadOnlyList<string> names, bool not, IBufferWriter<byte> output)
    {
        while (!header.IsEmpty)
        {
            var end = FieldEnd(header);
            var field = header[..end];
            header = header[end..];
            if (field.Trim("\r\n"u8).IsEmpty)
            {
                // RFC 9051 6.4.5.1: the delimiting blank line is told, unless the message has none.
                output.Write("\r\n"u8);
                return;
            }
            var colon = field.IndexOf((byte)':');
            if (colon < 0) continue;
            if (Named(field[..colon].TrimEnd(" \t"u8), names) != not) output.Write(field);
        }
    }

    private static bool Named(ReadOnlySpan<byte> name, IReadOnlyList<string> names)
    {
        foreach (var one in names)
        {
            if (Ascii.EqualsIgnoreCase(name, one)) return true;
        }
        return false;
    }

    private static int FieldEnd(ReadOnlySpan<byte> header)
    {
        for (var at = 0; ;)
        {
            var feed = header[at..].IndexOf((byte)'\n');
            if (feed < 0) return header.Length;
            at += feed + 1;
            if (at >= header.Length || header[at] is not ((byte)' ' or (byte)'\t')) return at;
        }
    }
}
