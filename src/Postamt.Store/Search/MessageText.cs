using System.Buffers;
using System.Text;
using MimeKit.Encodings;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Store.Blobs;
using Postamt.Store.Messages;

namespace Postamt.Store.Search;

/// <summary>
/// The texts of one message, read from its stored octets as they are asked for. Header sections are looked at up to 1 MiB,
/// bodies go by in pieces of 32 KiB, whatever their length.
/// </summary>
internal sealed class MessageText(MessageRow row, IBlobReader blob)
{
    private const int Piece = 32 * 1024;
    private const int MaxHeader = 1 << 20;
    private readonly MessageStructure _structure = MessageStructure.Read(row.Structure.Span);
    private List<(string Name, string Value)>? _fields;

    public async ValueTask<bool> HeaderContainsAsync(string? name, string folded, CancellationToken cancellationToken)
    {
        _fields ??= await ReadFieldsAsync(_structure.Root, row.Prefix, cancellationToken);
        foreach (var (field, value) in _fields)
        {
            if (name is null ? Whole(field, value, folded) : field.Equals(name, StringComparison.OrdinalIgnoreCase) && TextFold.Contains(value, folded)) return true;
        }
        return false;
    }

    public ValueTask<bool> BodyContainsAsync(string folded, CancellationToken cancellationToken) =>
        folded.Length == 0 ? new(true) : PartContainsAsync(_structure.Root, folded, cancellationToken);

    private static bool Whole(string field, string value, string folded) => TextFold.Contains($"{field}: {value}", folded);

    private async ValueTask<bool> PartContainsAsync(MessagePart part, string folded, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var child in part.Children)
        {
            if (await PartContainsAsync(child, folded, cancellationToken)) return true;
        }
        if (part.Embedded is { } inner)
        {
            foreach (var (field, value) in await ReadFieldsAsync(inner, default, cancellationToken))
            {
                if (Whole(field, value, folded)) return true;
            }
            return await PartContainsAsync(inner, folded, cancellationToken);
        }
        return part.Kind == PartKind.Leaf && part.Type == "text" && await LeafContainsAsync(part, folded, cancellationToken);
    }

    private async ValueTask<bool> LeafContainsAsync(MessagePart part, string folded, CancellationToken cancellationToken)
    {
        var raw = ArrayPool<byte>.Shared.Rent(Piece);
        var plain = ArrayPool<byte>.Shared.Rent(Piece * 2);
        try
        {
            var transfer = Transfer(part.Encoding);
            var decoder = (Charsets.Find(part.Parameter("charset")) ?? Encoding.UTF8).GetDecoder();
            // A match may lie across two pieces; normalising at most quadruples what it spans.
            var overlap = folded.Length * 4;
            var carry = "";
            var end = part.BodyOffset + part.BodyLength;
            for (var at = part.BodyOffset; at < end;)
            {
                var read = await blob.ReadAsync(at, raw.AsMemory(0, (int)Math.Min(Piece, end - at)), cancellationToken);
                if (read == 0) break;
                at += read;
                var text = carry + Decode(transfer, decoder, raw, read, plain, at >= end);
                if (TextFold.Contains(text, folded)) return true;
                carry = text.Length > overlap ? text[^overlap..] : text;
            }
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static string Decode(IMimeDecoder? transfer, Decoder decoder, byte[] raw, int length, byte[] plain, bool last)
    {
        if (transfer is not null)
        {
            length = transfer.Decode(raw, 0, length, plain);
            raw = plain;
        }
        var characters = new char[decoder.GetCharCount(raw, 0, length, last)];
        return new string(characters, 0, decoder.GetChars(raw, 0, length, characters, 0, last));
    }

    private static IMimeDecoder? Transfer(string encoding) => encoding switch
    {
        "base64" => new Base64Decoder(),
        "quoted-printable" => new QuotedPrintableDecoder(),
        _ => null,
    };

    private async ValueTask<List<(string Name, string Value)>> ReadFieldsAsync(MessagePart part, ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(part.HeaderLength, MaxHeader);
        var octets = new byte[prefix.Length + length];
        prefix.CopyTo(octets);
        for (var done = 0; done < length;)
        {
            var read = await blob.ReadAsync(part.HeaderOffset + done, octets.AsMemory(prefix.Length + done, length - done), cancellationToken);
            if (read == 0) break;
            done += read;
        }
        return Split(octets);
    }

    private static List<(string Name, string Value)> Split(ReadOnlySpan<byte> octets)
    {
        var fields = new List<(string, string)>();
        while (!octets.IsEmpty)
        {
            var end = FieldEnd(octets);
            var field = octets[..end];
            octets = octets[end..];
            var colon = field.IndexOf((byte)':');
            if (colon <= 0) continue;
            fields.Add((HeaderText.ToText(HeaderText.Trim(field[..colon])), EncodedWords.Decode(HeaderText.Trim(field[(colon + 1)..]))));
        }
        return fields;
    }

    /// <summary>Where the field with its continuation lines ends.</summary>
    private static int FieldEnd(ReadOnlySpan<byte> octets)
    {
        for (var at = 0; ;)
        {
            var feed = octets[at..].IndexOf((byte)'\n');
            if (feed < 0) return octets.Length;
            at += feed + 1;
            if (at >= octets.Length || octets[at] is not ((byte)' ' or (byte)'\t')) return at;
        }
    }
}
