// The dialog as it went over the wire, for the operator who has asked for it. Secrets and bodies are masked here, not by
// those who read and write: after a command that carries a credential everything from the client is hidden until the
// server has answered it for good, and content is only counted.
using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Postamt.Net;

/// <summary>Writes one connection's dialog to a logger of the category <see cref="Category"/>. Made only when that category logs at Trace.</summary>
internal sealed class WireTrace(ILogger logger, string session)
{
    internal const string Category = "Postamt.Net.WireTrace";
    private const int MostShown = 512;
    private static readonly string[] SecretVerbs = ["AUTH", "AUTHENTICATE", "LOGIN", "PASS", "APOP"];
    private readonly ArrayBufferWriter<byte> _line = new(MostShown);
    private bool _hidden;

    internal void Received(in ReadOnlySequence<byte> line)
    {
        if (_hidden)
        {
            Log.TraceReceived(logger, session, "<hidden>");
            return;
        }
        string text = Printable(line.Slice(0, Math.Min(line.Length, MostShown)).ToArray());
        if (SecretVerb(text) is { } shown)
        {
            _hidden = true;
            text = shown + " <hidden>";
        }
        Log.TraceReceived(logger, session, text);
    }

    /// <summary>Takes replies in any pieces and judges whole lines: a challenge may be written in two parts.</summary>
    internal void Sent(ReadOnlySpan<byte> reply)
    {
        while (!reply.IsEmpty)
        {
            int end = reply.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? reply : reply[..end];
            _line.Write(part[..Math.Min(part.Length, MostShown - _line.WrittenCount)]);
            if (end < 0)
                return;
            SentLine();
            reply = reply[(end + 1)..];
        }
    }

    private void SentLine()
    {
        ReadOnlySpan<byte> line = _line.WrittenSpan.TrimEnd((byte)'\r');
        bool challenge = line.StartsWith("334"u8) || line.StartsWith("+"u8);
        if (_hidden && challenge)
        {
            Log.TraceSent(logger, session, "<challenge>");
        }
        else
        {
            // An untagged line of IMAP may stand before the answer; it ends nothing.
            _hidden &= line.StartsWith("* "u8);
            Log.TraceSent(logger, session, Printable(line));
        }
        _line.ResetWrittenCount();
    }

    internal void Content(long octets) => Log.TraceReceived(logger, session, Count(octets));

    internal void ContentSent(long octets) => Log.TraceSent(logger, session, Count(octets));

    private static string Count(long octets) => string.Create(CultureInfo.InvariantCulture, $"<{octets} octets>");

    /// <summary>What of a command with a credential may be shown: the verb, with an IMAP tag before it.</summary>
    private static string? SecretVerb(string line)
    {
        string[] words = line.Split(' ', 3);
        for (int at = 0; at < Math.Min(2, words.Length); at++)
        {
            if (SecretVerbs.Contains(words[at], StringComparer.OrdinalIgnoreCase))
                return string.Join(' ', words[..(at + 1)]);
        }
        return null;
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte one in bytes)
        {
            if (one is >= 0x20 and < 0x7f and not (byte)'\\')
                text.Append((char)one);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
        }
        return text.ToString();
    }
}
