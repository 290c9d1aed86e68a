// Responses as octets in the wire's own buffers (RFC 9051 4.3 and 7). Strings go out quoted where they are plain ASCII
// without line breaks and not long, as a literal otherwise; a server never sends a non-synchronizing literal.
using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Postamt.Imap.Grammar;
using Postamt.Net;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Imap.Responses;

/// <summary>Writes pieces of responses; never flushes by itself.</summary>
/// <param name="utf8">RFC 9051 appendix A: UTF-8 in quoted strings and mailbox names, once the client has enabled IMAP4rev2.</param>
internal readonly struct ResponseWriter(ReplyWriter output, bool utf8 = false)
{
    private const int MaxQuoted = 1000;
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(32, 95).Select(one => (char)one).Except(['"', '\\'])]);

    public void Raw(ReadOnlySpan<byte> text)
    {
        var span = output.GetSpan(text.Length);
        text.CopyTo(span);
        output.Advance(text.Length);
    }

    /// <summary>ASCII that is known to be harmless.</summary>
    public void Raw(string text)
    {
        var span = output.GetSpan(text.Length);
        output.Advance(Encoding.ASCII.GetBytes(text, span));
    }

    /// <summary>ASCII that is known to be harmless, of any length.</summary>
    public void Long(string text)
    {
        for (var at = 0; at < text.Length; at += 4096) Raw(text.Substring(at, Math.Min(4096, text.Length - at)));
    }

    public void Number(long number)
    {
        var span = output.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out var length);
        output.Advance(length);
    }

    public void NString(string? text)
    {
        if (text is null) Raw("NIL"u8);
        else String(text);
    }

    public void String(string text)
    {
        if (text.Length <= MaxQuoted && !text.AsSpan().ContainsAnyExcept(Plain))
        {
            var span = output.GetSpan(text.Length + 2);
            span[0] = (byte)'"';
            Encoding.ASCII.GetBytes(text, span[1..]);
            span[text.Length + 1] = (byte)'"';
            output.Advance(text.Length + 2);
            return;
        }
        if (text.Length <= MaxQuoted && (utf8 || Ascii.IsValid(text)) && text.AsSpan().IndexOfAny("\r\n\0") < 0)
        {
            output.Write(string.Concat("\"", text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "\""));
            return;
        }
        Literal(Encoding.UTF8.GetBytes(text));
    }

    public void Literal(ReadOnlySpan<byte> octets)
    {
        LiteralMark(octets.Length);
        output.Content.Write(octets);
    }

    public void LiteralMark(long length)
    {
        Raw("{"u8);
        Number(length);
        Raw("}\r\n"u8);
    }

    /// <summary>A mailbox name: modified UTF-7 (RFC 3501 5.1.3), or as it is (RFC 9051 5.1).</summary>
    public void Mailbox(string name) => String(utf8 ? name : ModifiedUtf7.Encode(name));

    /// <summary>Room for octets that are put in place by hand; followed by <see cref="Took"/>.</summary>
    public Span<byte> Room(int octets) => output.GetSpan(octets);

    public void Took(int octets) => output.Advance(octets);

    public void Flags(MessageFlags flags)
    {
        if (flags.Keywords.IsEmpty)
        {
            Raw(FlagNames.Text(flags.System));
            return;
        }
        Raw("("u8);
        var first = true;
        foreach (var (flag, name) in FlagNames.System)
        {
            if (!flags.Has(flag)) continue;
            if (!first) Raw(" "u8);
            Raw(name);
            first = false;
        }
        foreach (var keyword in flags.Keywords)
        {
            if (!first) Raw(" "u8);
            Raw(keyword);
            first = false;
        }
        Raw(")"u8);
    }

    /// <summary>RFC 9051 9 date-time.</summary>
    public void DateTime(DateTimeOffset when)
    {
        Raw("\""u8);
        Raw(when.ToString("dd-MMM-yyyy HH:mm:ss ", System.Globalization.CultureInfo.InvariantCulture));
        var offset = when.Offset;
        var minutes = Math.Abs((int)offset.TotalMinutes);
        Raw(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}\""));
    }

    public void UidSet(IReadOnlyList<Uid> uids) => Raw(SetText.Of(uids));

    public void Line(ReadOnlySpan<byte> text)
    {
        Raw(text);
        Raw("\r\n"u8);
    }

    /// <summary>The end of a command, or with tag "*" an untagged condition.</summary>
    public void Status(string tag, ImapStatus status)
    {
        var kind = status.Kind switch { StatusKind.Ok => " OK ", StatusKind.No => " NO ", StatusKind.Bad => " BAD ", _ => " BYE " };
        Raw(tag);
        Raw(kind);
        if (status.Code is { } code)
        {
            Raw("["u8);
            Raw(code);
            Raw("] "u8);
        }
        Raw(status.Text);
        Raw("\r\n"u8);
    }
}
