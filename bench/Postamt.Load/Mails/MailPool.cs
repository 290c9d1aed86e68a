using System.Security.Cryptography;
using System.Text;

namespace Postamt.Load.Mails;

/// <summary>
/// Makes mails of one exact size that differ in header and body, without copying: a header, a slice of prepared lines, an end. Up to
/// 16 KiB plain text, above it a text with an attachment in base64, which no compression gets below three quarters.
/// </summary>
internal sealed class MailPool
{
    /// <summary>Octets of the final dot's line, which <see cref="Fill"/> puts at the end.</summary>
    internal const int FinalDotLength = 3;

    private const int LineLength = 76 + 2;
    private const int LargestText = 16 * 1024;
    private const int PoolLines = 64 * 1024;
    private const string Boundary = "=_postamt_bench";

    private readonly int _size;
    private readonly byte[] _lines;
    private readonly byte[] _end;

    internal MailPool(int size)
    {
        _size = size;
        HasAttachment = size > LargestText;
        _lines = HasAttachment ? Base64Lines() : TextLines();
        _end = Encoding.ASCII.GetBytes(HasAttachment ? $"\r\n--{Boundary}--\r\n.\r\n" : "\r\n.\r\n");
    }

    private bool HasAttachment { get; }

    /// <summary>The content with its final dot, ready for the socket.</summary>
    /// <param name="header">Room for the header; the first segment lies in it.</param>
    internal void Fill(long number, string recipient, byte[] header, IList<ArraySegment<byte>> segments)
    {
        var length = Encoding.ASCII.GetBytes(Header(number, recipient), header);
        var slice = Math.Max(LineLength, _size - length - (_end.Length - FinalDotLength));
        // A slice that ended between CR and LF would make a bare CR.
        if (slice % LineLength == LineLength - 1) slice--;
        var first = RandomNumberGenerator.GetInt32(PoolLines - slice / LineLength - 1);
        segments.Clear();
        segments.Add(new ArraySegment<byte>(header, 0, length));
        segments.Add(new ArraySegment<byte>(_lines, first * LineLength, slice));
        segments.Add(_end);
    }

    private string Header(long number, string recipient)
    {
        var start = $"From: Bench <sender@load.example>\r\nTo: <{recipient}>\r\nSubject: Mail number {number:D10}\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\n"
            + $"Message-ID: <{number:D10}.{Guid.NewGuid():N}@load.example>\r\nMIME-Version: 1.0\r\n";
        return start + (HasAttachment
            ? $"Content-Type: multipart/mixed; boundary=\"{Boundary}\"\r\n\r\n--{Boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe file you asked for.\r\n"
                + $"--{Boundary}\r\nContent-Type: application/octet-stream; name=\"data.bin\"\r\nContent-Disposition: attachment; filename=\"data.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            : "Content-Type: text/plain; charset=utf-8\r\n\r\n");
    }

    private static byte[] Base64Lines()
    {
        var lines = new byte[PoolLines * LineLength];
        var random = RandomNumberGenerator.GetBytes(PoolLines * 57);
        for (var at = 0; at < PoolLines; at++)
        {
            var text = Convert.ToBase64String(random, at * 57, 57) + "\r\n";
            Encoding.ASCII.GetBytes(text, lines.AsSpan(at * LineLength));
        }
        return lines;
    }

    private static byte[] TextLines()
    {
        var words = Enumerable.Range(0, 4096).Select(_ => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", RandomNumberGenerator.GetInt32(2, 11))).ToArray();
        var choices = RandomNumberGenerator.GetBytes(PoolLines * 76);
        var (lines, next) = (new byte[PoolLines * LineLength], 0);
        for (var at = 0; at < PoolLines; at++)
        {
            var line = new StringBuilder();
            while (line.Length < 76) line.Append(words[(choices[next++] << 4 | choices[next++] >> 4) & 4095]).Append(' ');
            Encoding.ASCII.GetBytes(line.ToString(0, 76) + "\r\n", lines.AsSpan(at * LineLength));
        }
        return lines;
    }
}
