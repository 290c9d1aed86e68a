// A stored content on its way out. RFC 5321 2.3.8: CR and LF only together; RFC 5321 4.5.2: a leading dot is doubled.
// Whatever is stored, the wire has only CRLF pairs and no NUL, so no receiver can find a second mail in it (THREATS 2).
namespace Postamt.Smtp.Client;

/// <summary>Turns octets into wire octets, across any borders. At most twice as many come out as went in.</summary>
internal sealed class WireContent(bool dots)
{
    private bool _cr;
    private bool _lineStart = true;

    /// <param name="output">At least twice as long as <paramref name="input"/>, plus 3.</param>
    /// <returns>Octets written.</returns>
    internal int Convert(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int to = 0;
        foreach (byte octet in input)
        {
            if (octet == 0)
                continue;
            if (_cr)
            {
                // Every CR ends a line, with its LF or without.
                _cr = false;
                to = EndLine(output, to);
                if (octet == '\n')
                    continue;
            }
            if (octet == '\r')
            {
                _cr = true;
                continue;
            }
            if (octet == '\n')
            {
                to = EndLine(output, to);
                continue;
            }
            if (_lineStart && dots && octet == '.')
                output[to++] = (byte)'.';
            _lineStart = false;
            output[to++] = octet;
        }
        return to;
    }

    /// <summary>What is missing to a whole last line.</summary>
    internal int Finish(Span<byte> output)
    {
        bool open = _cr || !_lineStart;
        _cr = false;
        return open ? EndLine(output, 0) : 0;
    }

    private int EndLine(Span<byte> output, int to)
    {
        output[to] = (byte)'\r';
        output[to + 1] = (byte)'\n';
        _lineStart = true;
        return to + 2;
    }
}
