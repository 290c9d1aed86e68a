using System.Buffers;
using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>
/// The stored form of a structure: one version octet, then LEB128 numbers and length-prefixed UTF-8. Part offsets are kept relative
/// to the place where the part could begin, so they take one or two octets. <see cref="StructureReader"/> is its mirror.
/// </summary>
internal static class StructureWriter
{
    public const byte Version = 1;

    public static void Write(MessageStructure structure, IBufferWriter<byte> output)
    {
        var numbers = new Sink(output);
        numbers.Number(Version);
        numbers.Number((ulong)structure.Flags);
        numbers.Number((ulong)structure.Size);
        numbers.Number((ulong)structure.LongestLine);
        numbers.Number((ulong)structure.Hops);
        numbers.Text(structure.Preview);
        Texts(numbers, structure.References);
        Part(numbers, structure.Root, 0);
    }

    private static void Part(Sink output, MessagePart part, long origin)
    {
        output.Number((ulong)part.Kind | (part.Envelope is null ? 0u : 4u) | (HasRareFields(part) ? 8u : 0u));
        output.Number((ulong)(part.HeaderOffset - origin));
        output.Number((ulong)part.HeaderLength);
        output.Number((ulong)part.BodyLength);
        output.Number((ulong)part.Lines);
        output.Text(part.Type);
        output.Text(part.Subtype);
        Parameters(output, part.Parameters);
        output.Text(part.Encoding);
        if (HasRareFields(part))
            RareFields(output, part);
        if (part.Envelope is { } envelope)
            Envelope(output, envelope);
        if (part.Embedded is { } embedded)
            Part(output, embedded, part.BodyOffset);
        if (part.Kind != PartKind.Multipart)
            return;
        output.Number((ulong)part.Children.Count);
        var next = part.BodyOffset;
        foreach (var child in part.Children)
        {
            Part(output, child, next);
            next = child.BodyOffset + child.BodyLength;
        }
    }

    private static bool HasRareFields(MessagePart part) =>
        part.ContentId is not null || part.Description is not null || part.Md5 is not null || part.Disposition is not null
        || part.Languages.Count > 0 || part.Location is not null;

    private static void RareFields(Sink output, MessagePart part)
    {
        output.Text(part.ContentId);
        output.Text(part.Description);
        output.Text(part.Md5);
        output.Text(part.Location);
        Texts(output, part.Languages);
        output.Text(part.Disposition?.Type);
        if (part.Disposition is { } disposition)
            Parameters(output, disposition.Parameters);
    }

    private static void Envelope(Sink output, MessageEnvelope envelope)
    {
        output.Text(envelope.Date);
        output.Text(envelope.Subject);
        output.Text(envelope.InReplyTo);
        output.Text(envelope.MessageId);
        Addresses(output, envelope.From);
        Addresses(output, envelope.Sender);
        Addresses(output, envelope.ReplyTo);
        Addresses(output, envelope.To);
        Addresses(output, envelope.Cc);
        Addresses(output, envelope.Bcc);
    }

    private static void Addresses(Sink output, IReadOnlyList<HeaderAddress> addresses)
    {
        output.Number((ulong)addresses.Count);
        foreach (var address in addresses)
        {
            output.Text(address.Name);
            output.Text(address.Route);
            output.Text(address.Local);
            output.Text(address.Host);
        }
    }

    private static void Parameters(Sink output, IReadOnlyList<MimeParameter> parameters)
    {
        output.Number((ulong)parameters.Count);
        foreach (var parameter in parameters)
        {
            output.Text(parameter.Name);
            output.Text(parameter.Value);
        }
    }

    private static void Texts(Sink output, IReadOnlyList<string> texts)
    {
        output.Number((ulong)texts.Count);
        foreach (var text in texts)
            output.Text(text);
    }

    private readonly struct Sink(IBufferWriter<byte> output)
    {
        public void Number(ulong value)
        {
            var span = output.GetSpan(10);
            var n = 0;
            while (value >= 0x80)
            {
                span[n++] = (byte)(value | 0x80);
                value >>= 7;
            }
            span[n++] = (byte)value;
            output.Advance(n);
        }

        /// <summary>0 is null, then the common words, then the octet count of a literal.</summary>
        public void Text(string? text)
        {
            if (text is null)
            {
                Number(0);
                return;
            }
            if (CommonText.TryFind(text, out var position))
            {
                Number((ulong)position + 1);
                return;
            }
            var octets = Encoding.UTF8.GetByteCount(text);
            Number((ulong)(octets + CommonText.Reserved + 1));
            var span = output.GetSpan(octets);
            Encoding.UTF8.GetBytes(text, span);
            output.Advance(octets);
        }
    }
}
