using System.Buffers;

namespace Postamt.Net;

/// <summary>The search for CRLF. A null status means: not yet.</summary>
internal readonly record struct LineScan(LineStatus? Status, SequencePosition End)
{
    private static readonly SearchValues<byte> Stops = SearchValues.Create("\r\n\0"u8);

    /// <param name="searched">In and out: octets at the start that hold no stop. A CR at the end counts as not searched.</param>
    internal static LineScan Search(in ReadOnlySequence<byte> buffer, ref long searched, int limit)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.Advance(Math.Min(searched, buffer.Length));
        if (!TryReachStop(ref reader, limit))
        {
            searched = reader.Consumed;
            return buffer.Length >= limit ? new LineScan(LineStatus.TooLong, default) : default;
        }
        searched = reader.Consumed;
        // RFC 5321 4.5.3.1.4: the length of a command line includes CRLF.
        if (reader.Consumed + 2 > limit)
            return new LineScan(LineStatus.TooLong, default);
        SequencePosition end = reader.Position;
        reader.TryRead(out byte stop);
        if (stop == 0)
            return new LineScan(LineStatus.Nul, default);
        if (stop == (byte)'\n')
            return new LineScan(LineStatus.BareLf, default);
        if (!reader.TryRead(out byte next))
            return default;
        return next == (byte)'\n' ? new LineScan(LineStatus.Line, end) : new LineScan(LineStatus.BareCr, default);
    }

    private static bool TryReachStop(ref SequenceReader<byte> reader, int limit)
    {
        while (!reader.End)
        {
            ReadOnlySpan<byte> span = reader.UnreadSpan;
            int at = span.IndexOfAny(Stops);
            if (at >= 0)
            {
                reader.Advance(at);
                return true;
            }
            reader.Advance(span.Length);
            if (reader.Consumed >= limit)
                return false;
        }
        return false;
    }
}
