using System.Buffers;

namespace Postamt.Smtp.Server;

/// <summary>
/// Watches that chunks hold lines ended by CRLF and no NUL, across chunk borders. RFC 3030 2: text is sent in canonical form; binary
/// content needs BINARYMIME, which is not announced.
/// </summary>
internal sealed class ChunkLines
{
    private static readonly SearchValues<byte> Stops = SearchValues.Create("\r\n\0"u8);
    private bool _cr;

    /// <summary>The mail does not end in the middle of a CRLF.</summary>
    internal bool IsWhole => !_cr;

    internal bool Accepts(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return true;
        int at = 0;
        if (_cr)
        {
            if (octets[0] != '\n')
                return false;
            (_cr, at) = (false, 1);
        }
        while (true)
        {
            int stop = octets[at..].IndexOfAny(Stops);
            if (stop < 0)
                return true;
            at += stop;
            if (octets[at] != '\r')
                return false;
            if (at + 1 == octets.Length)
            {
                _cr = true;
                return true;
            }
            if (octets[at + 1] != '\n')
                return false;
            at += 2;
        }
    }
}
