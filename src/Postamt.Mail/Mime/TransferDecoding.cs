namespace Postamt.Mail.Mime;

/// <summary>Content-Transfer-Encoding of a piece of a body in memory, as leniently as readers do it: octets that do not belong are passed over (RFC 2045 6.7, 6.8).</summary>
public static class TransferDecoding
{
    /// <param name="destination">At least as long as the source; no encoding makes text longer.</param>
    /// <returns>Octets written. An unknown encoding is copied.</returns>
    public static int Decode(string encoding, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        switch (encoding)
        {
            case "base64":
                return Base64(source, destination);
            case "quoted-printable":
                return QuotedPrintable(source, destination);
            default:
                source.CopyTo(destination);
                return source.Length;
        }
    }

    private static int Base64(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = 0;
        var bits = 0;
        var count = 0;
        foreach (var b in source)
        {
            var value = Sextet(b);
            if (value < 0)
                continue;
            bits = (bits << 6) | value;
            if (++count < 4)
                continue;
            destination[written++] = (byte)(bits >> 16);
            destination[written++] = (byte)(bits >> 8);
            destination[written++] = (byte)bits;
            bits = count = 0;
        }
        if (count >= 2)
            destination[written++] = (byte)(bits >> (count == 2 ? 4 : 10));
        if (count == 3)
            destination[written++] = (byte)(bits >> 2);
        return written;
    }

    private static int Sextet(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    private static int QuotedPrintable(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != (byte)'=')
            {
                destination[written++] = source[i];
                continue;
            }
            if (i + 2 < source.Length && Hex(source[i + 1]) is >= 0 and var high && Hex(source[i + 2]) is >= 0 and var low)
            {
                destination[written++] = (byte)((high << 4) | low);
                i += 2;
                continue;
            }
            // RFC 2045 6.7 (3): white space may stand between a soft line break's "=" and the line's end.
            var next = i + 1;
            while (next < source.Length && source[next] is ((byte)' ' or (byte)'\t' or (byte)'\r'))
                next++;
            if (next >= source.Length || source[next] == (byte)'\n')
                i = next;
            else
                destination[written++] = source[i];
        }
        return written;
    }

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        _ => -1,
    };
}
