namespace Postamt.Imap.Grammar;

/// <summary>What announces a literal: {5}, {5+} (RFC 7888), ~{5} (RFC 3516).</summary>
/// <param name="NonSynchronizing">The client sends without waiting.</param>
internal readonly record struct LiteralMark(long Octets, bool NonSynchronizing, bool Binary)
{
    /// <summary>The mark a line ends with; false: the line is the end of the command, or nonsense that the tokenizer refuses.</summary>
    public static bool TryEnd(ReadOnlySpan<byte> line, out LiteralMark mark, out int start)
    {
        mark = default;
        start = -1;
        if (line.Length < 3 || line[^1] != (byte)'}') return false;
        // However long the number is, what follows it is no command.
        start = line.LastIndexOf((byte)'{');
        if (start < 0 || !TryInner(line[(start + 1)..^1], out mark)) return false;
        if (start > 0 && line[start - 1] == (byte)'~')
        {
            mark = mark with { Binary = true };
            start--;
        }
        return true;
    }

    /// <summary>Length of a mark with its CRLF at the start of the octets; 0: there is none.</summary>
    public static int Read(ReadOnlySpan<byte> octets, out LiteralMark mark)
    {
        mark = default;
        if (octets.IsEmpty || octets[0] != (byte)'{') return 0;
        var close = octets.IndexOf("}\r\n"u8);
        return close > 0 && close < 40 && TryInner(octets[1..close], out mark) ? close + 3 : 0;
    }

    private static bool TryInner(ReadOnlySpan<byte> inner, out LiteralMark mark)
    {
        mark = default;
        var plus = inner is [.., (byte)'+'];
        if (plus) inner = inner[..^1];
        if (inner.IsEmpty || inner.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        // A number past 63 bits is as good as the greatest: no limit allows it.
        mark = new LiteralMark(long.TryParse(inner, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var octets) ? octets : long.MaxValue, plus, false);
        return true;
    }
}
