// Replies on the wire. RFC 5321 4.2.1: a reply of several lines has a hyphen behind each code but the last.
// RFC 2034 4: the enhanced status stands in each line, and not in greeting, EHLO and 3xx.
using System.Globalization;
using Postamt.Net;

namespace Postamt.Smtp.Replies;

/// <summary>Writes one reply; nothing that is not printable ASCII leaves in a text.</summary>
internal static class ReplyFormat
{
    // RFC 5321 4.5.3.1.5: a reply line has at most 512 octets, code and CRLF included.
    private const int MaxLine = 512;

    internal static void Write(ReplyWriter output, in SmtpReply reply)
    {
        string text = reply.Text;
        int start = 0;
        while (true)
        {
            int end = text.IndexOf('\n', start);
            bool last = end < 0;
            WriteLine(output, reply, text.AsSpan(start, (last ? text.Length : end) - start), last);
            if (last)
                return;
            start = end + 1;
        }
    }

    /// <summary>As text with CRLF, for refusals before a session exists.</summary>
    internal static string ToText(in SmtpReply reply) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)reply.Code} {reply.Status} {reply.Text}\r\n");

    private static void WriteLine(ReplyWriter output, in SmtpReply reply, ReadOnlySpan<char> text, bool last)
    {
        Span<char> line = stackalloc char[MaxLine];
        ((int)reply.Code).TryFormat(line, out int length, default, CultureInfo.InvariantCulture);
        line[length++] = last ? ' ' : '-';
        if (reply.Status.Class != 0)
        {
            line.TryWrite(CultureInfo.InvariantCulture, $"{(int)reply.Code}{(last ? ' ' : '-')}{reply.Status.Class}.{reply.Status.Subject}.{reply.Status.Detail} ", out length);
        }
        int room = Math.Min(text.Length, MaxLine - 2 - length);
        foreach (char c in text[..room])
            line[length++] = c is >= ' ' and <= '~' ? c : '?';
        output.WriteLine(line[..length]);
    }
}
