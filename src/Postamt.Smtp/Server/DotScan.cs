// RFC 5321 4.5.2: a leading dot is removed; a line of one dot ends the mail. Lines end in CRLF and in nothing else:
// RFC 5321 4.1.1.4 and 2.3.8. A bare CR, bare LF or NUL anywhere is a violation, never an end of data.
using System.Buffers;

namespace Postamt.Smtp.Server;

/// <summary>One step over received octets: what may be handed on, how far the input is used, and what was met.</summary>
internal readonly record struct DotScan(DotScanEnd End, int Start, int Length, int Consumed, bool AtLineStart)
{
    private static readonly SearchValues<byte> Stops = SearchValues.Create("\r\n\0"u8);

    /// <param name="input">From the first unused octet on.</param>
    /// <param name="atLineStart">The octet before the input was CRLF, or the mail begins.</param>
    internal static DotScan Step(ReadOnlySpan<byte> input, bool atLineStart)
    {
        int start = 0;
        if (atLineStart && !input.IsEmpty && input[0] == '.')
        {
            if (input.Length == 1 || (input[1] == '\r' && input.Length == 2))
                return new DotScan(DotScanEnd.NeedMore, 0, 0, 0, true);
            if (input[1] == '\r' && input[2] == '\n')
                return new DotScan(DotScanEnd.EndOfData, 0, 0, 3, true);
            start = 1;
            atLineStart = false;
        }
        int at = start;
        while (true)
        {
            int stop = input[at..].IndexOfAny(Stops);
            if (stop < 0)
                return new DotScan(DotScanEnd.NeedMore, start, input.Length - start, input.Length, atLineStart && at == input.Length);
            at += stop;
            if (input[at] != '\r')
                return new DotScan(DotScanEnd.Violation, start, at - start, at, false);
            if (at + 1 == input.Length)
                return new DotScan(DotScanEnd.NeedMore, start, at - start, at, atLineStart && at == start);
            if (input[at + 1] != '\n')
                return new DotScan(DotScanEnd.Violation, start, at - start, at, false);
            at += 2;
            atLineStart = true;
            if (at < input.Length && input[at] == '.')
                return new DotScan(DotScanEnd.Dot, start, at - start, at, true);
            if (at < input.Length)
                atLineStart = false;
        }
    }
}
