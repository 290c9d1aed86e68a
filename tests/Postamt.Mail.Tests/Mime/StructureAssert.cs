using System.Buffers;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

/// <summary>What holds for every structure, whatever the message.</summary>
internal static class StructureAssert
{
    public static void Holds(MessageStructure structure, byte[] content)
    {
        Assert.Equal(content.Length, structure.Size);
        Assert.Equal(0, structure.Root.HeaderOffset);
        Assert.Equal(content.Length, structure.Root.BodyOffset + structure.Root.BodyLength);
        Assert.NotNull(structure.Root.Envelope);
        Assert.True(structure.Preview.EnumerateRunes().Count() <= 256);
        Assert.True(structure.References.Count <= 100);
        Inside(structure.Root, 0, content.Length, content);
    }

    public static void RoundTrips(MessageStructure structure)
    {
        var stored = new ArrayBufferWriter<byte>();
        structure.Write(stored);
        var read = MessageStructure.Read(stored.WrittenSpan);
        Assert.Equal(Print(structure), Print(read));
        var again = new ArrayBufferWriter<byte>();
        read.Write(again);
        Assert.True(stored.WrittenSpan.SequenceEqual(again.WrittenSpan));
    }

    public static string Print(MessageStructure s) => string.Join('\n',
        new[] { $"{s.Size} {s.Flags} {s.Hops} {s.LongestLine} {s.Preview} {string.Join(' ', s.References)}" }.Concat(Lines(s.Root, "")));

    private static IEnumerable<string> Lines(MessagePart p, string indent)
    {
        yield return $"{indent}{p.Kind} {p.HeaderOffset}+{p.HeaderLength} {p.BodyOffset}+{p.BodyLength} {p.Lines} {p.Type}/{p.Subtype} {Pairs(p.Parameters)} {p.Encoding}"
            + $" {p.ContentId} {p.Description} {p.Md5} {p.Disposition?.Type} {Pairs(p.Disposition?.Parameters)} {string.Join(',', p.Languages)} {p.Location}";
        if (p.Envelope is { } e)
            yield return $"{indent}{e.Date}|{e.Subject}|{e.InReplyTo}|{e.MessageId}|{List(e.From)}|{List(e.Sender)}|{List(e.ReplyTo)}|{List(e.To)}|{List(e.Cc)}|{List(e.Bcc)}";
        foreach (var child in p.Embedded is { } inner ? [inner] : p.Children)
            foreach (var line in Lines(child, indent + " "))
                yield return line;
    }

    private static string Pairs(IReadOnlyList<MimeParameter>? parameters) =>
        string.Join(';', parameters?.Select(x => $"{x.Name}={x.Value}") ?? []);

    private static string List(IReadOnlyList<HeaderAddress> addresses) => string.Join(',', addresses);

    private static void Inside(MessagePart part, long start, long end, byte[] content)
    {
        Assert.InRange(part.HeaderOffset, start, end);
        Assert.InRange(part.HeaderLength, 0, end - part.HeaderOffset);
        Assert.InRange(part.BodyLength, 0, end - part.BodyOffset);
        Assert.Equal(part.Kind == PartKind.Multipart, part.Children.Count > 0);
        Assert.Equal(part.Kind == PartKind.Message, part.Embedded is not null);
        var body = content.AsSpan((int)part.BodyOffset, (int)part.BodyLength);
        Assert.InRange(part.Lines, 0, body.Length);
        Assert.Equal(body.Count((byte)'\n'), part.Lines);
        var next = part.BodyOffset;
        foreach (var child in part.Embedded is { } inner ? [inner] : part.Children)
        {
            Inside(child, next, part.BodyOffset + part.BodyLength, content);
            next = child.BodyOffset + child.BodyLength;
        }
        if (part.Embedded is { } message)
        {
            Assert.Equal(part.BodyOffset, message.HeaderOffset);
            Assert.Equal(next, part.BodyOffset + part.BodyLength);
            Assert.NotNull(message.Envelope);
        }
    }
}
