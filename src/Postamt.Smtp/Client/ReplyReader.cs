// Replies of other servers. RFC 5321 4.2: three digits, hyphen or space, text. Bounded: at most 8 KiB a reply are kept, and
// what is no reply breaks the connection, as does anything that comes unasked.
using System.Text;
using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Client;

/// <summary>Reads one reply after the other from a stream.</summary>
internal sealed class ReplyReader(Stream stream, string host)
{
    private const int MaxReply = 8 * 1024;
    private readonly byte[] _buffer = new byte[MaxReply];
    private int _start;
    private int _end;

    /// <summary>Octets lie here that belong to no reply asked for.</summary>
    internal bool HasMore => _end > _start;

    /// <returns>The reply with its lines; null when it is malformed or too long, or the server has closed.</returns>
    internal async ValueTask<(RemoteReply Reply, IReadOnlyList<string> Lines)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _start) = (_end - _start, 0);
        }
        var lines = new List<string>(1);
        int code = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed < 0)
            {
                if (_end == MaxReply)
                    return null;
                int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
                if (read == 0)
                    return null;
                _end += read;
                continue;
            }
            ReadOnlySpan<byte> line = _buffer.AsSpan(_start, feed).TrimEnd((byte)'\r');
            _start += feed + 1;
            if (!TryParse(line, out int value, out bool last, out string text) || (code != 0 && code != value))
                return null;
            code = value;
            lines.Add(text);
            if (last)
                return (Compose(code, lines), lines);
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out int code, out bool last, out string text)
    {
        (code, last, text) = (0, true, "");
        // RFC 5321 4.2: 2..5, 0..5, any digit; second digits beyond 5 are let pass, many servers invent codes.
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2]))
            return false;
        if (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-'))
            return false;
        code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0';
        last = line.Length == 3 || line[3] == ' ';
        text = line.Length > 4 ? Printable(line[4..]) : "";
        return true;
    }

    private RemoteReply Compose(int code, List<string> lines)
    {
        var status = new EnhancedStatus((byte)(code / 100 == 3 ? 2 : code / 100), 0, 0);
        var text = new StringBuilder();
        foreach (string line in lines)
        {
            string rest = line;
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            // RFC 2034 4: the status agrees with the code, or it is none.
            if (EnhancedStatus.TryParse(space < 0 ? line : line.AsSpan(0, space), out EnhancedStatus said) && said.Class == code / 100)
                (status, rest) = (said, space < 0 ? "" : line[(space + 1)..]);
            if (text.Length > 0)
                text.Append(' ');
            text.Append(rest);
            if (text.Length > 512)
                break;
        }
        text.Length = Math.Min(text.Length, 512);
        return new RemoteReply(code, status, text.ToString(), host);
    }

    private static string Printable(ReadOnlySpan<byte> text)
    {
        char[] printable = Encoding.UTF8.GetString(text).ToCharArray();
        for (int i = 0; i < printable.Length; i++)
        {
            if (char.IsControl(printable[i]) || printable[i] is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
                printable[i] = '?';
        }
        return new string(printable);
    }
}
