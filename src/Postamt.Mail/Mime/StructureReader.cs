using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>
/// Reads what <see cref="StructureWriter"/> wrote. Bounded whatever the octets say: a count never exceeds what is left to read,
/// nesting is limited, a part must lie inside its parent.
/// </summary>
internal ref struct StructureReader
{
    private const int MaxDepth = 1_000;

    private ReadOnlySpan<byte> _rest;

    private StructureReader(ReadOnlySpan<byte> stored) => _rest = stored;

    public static MessageStructure Read(ReadOnlySpan<byte> stored)
    {
        var reader = new StructureReader(stored);
        if (reader.Number() != StructureWriter.Version)
            throw Invalid("version");
        var flags = (StructureFlags)reader.Number(int.MaxValue);
        var size = (long)reader.Number(long.MaxValue);
        var structure = new MessageStructure
        {
            Flags = flags,
            Size = size,
            LongestLine = (long)reader.Number((ulong)size),
            Hops = (int)reader.Number(int.MaxValue),
            Preview = reader.Text() ?? throw Invalid("preview"),
            References = reader.Texts(),
            Root = reader.Part(0, size, 1),
        };
        return reader._rest.IsEmpty ? structure : throw Invalid("length");
    }

    private MessagePart Part(long origin, long end, int depth)
    {
        if (depth > MaxDepth)
            throw Invalid("depth");
        var bits = Number(15);
        var kind = (PartKind)(bits & 3);
        if (kind > PartKind.Message)
            throw Invalid("kind");
        var headerOffset = origin + (long)Number((ulong)(end - origin));
        var headerLength = (long)Number((ulong)(end - headerOffset));
        var bodyOffset = headerOffset + headerLength;
        var bodyLength = (long)Number((ulong)(end - bodyOffset));
        var lines = (long)Number((ulong)bodyLength);
        var (type, subtype) = (Required(), Required());
        var parameters = Parameters();
        var encoding = Required();
        var rare = (bits & 8) != 0 ? RareFields() : default;
        var envelope = (bits & 4) != 0 ? Envelope() : null;
        var bodyEnd = bodyOffset + bodyLength;
        return new MessagePart
        {
            HeaderOffset = headerOffset,
            HeaderLength = headerLength,
            BodyLength = bodyLength,
            Lines = lines,
            Kind = kind,
            Type = type,
            Subtype = subtype,
            Parameters = parameters,
            Encoding = encoding,
            ContentId = rare.Id,
            Description = rare.Description,
            Md5 = rare.Md5,
            Location = rare.Location,
            Languages = rare.Languages ?? [],
            Disposition = rare.Disposition,
            Envelope = envelope,
            Embedded = kind == PartKind.Message ? Part(bodyOffset, bodyEnd, depth + 1) : null,
            Children = kind == PartKind.Multipart ? Children(bodyOffset, bodyEnd, depth) : [],
        };
    }

    private MessagePart[] Children(long origin, long end, int depth)
    {
        var children = new MessagePart[Count(8)];
        if (children.Length == 0)
            throw Invalid("empty multipart");
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = Part(origin, end, depth + 1);
            origin = children[i].BodyOffset + children[i].BodyLength;
        }
        return children;
    }

    private (string? Id, string? Description, string? Md5, string? Location, IReadOnlyList<string>? Languages, ContentDisposition? Disposition) RareFields()
    {
        var (id, description, md5, location) = (Text(), Text(), Text(), Text());
        var languages = Texts();
        var disposition = Text() is { } type ? new ContentDisposition(type, Parameters()) : null;
        return (id, description, md5, location, languages, disposition);
    }

    private MessageEnvelope Envelope() => new()
    {
        Date = Text(),
        Subject = Text(),
        InReplyTo = Text(),
        MessageId = Text(),
        From = Addresses(),
        Sender = Addresses(),
        ReplyTo = Addresses(),
        To = Addresses(),
        Cc = Addresses(),
        Bcc = Addresses(),
    };

    private HeaderAddress[] Addresses()
    {
        var count = Count(4);
        if (count == 0)
            return [];
        var addresses = new HeaderAddress[count];
        for (var i = 0; i < count; i++)
            addresses[i] = new HeaderAddress(Text(), Text(), Text(), Text());
        return addresses;
    }

    private MimeParameter[] Parameters()
    {
        var count = Count(2);
        if (count == 0)
            return [];
        var parameters = new MimeParameter[count];
        for (var i = 0; i < count; i++)
            parameters[i] = new MimeParameter(Required(), Required());
        return parameters;
    }

    private string[] Texts()
    {
        var texts = new string[Count(1)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Required();
        return texts;
    }

    private string Required() => Text() ?? throw Invalid("text");

    private string? Text()
    {
        var code = Number(int.MaxValue);
        if (code == 0)
            return null;
        if (code <= CommonText.Reserved)
            return code <= (ulong)CommonText.Count ? CommonText.Get((int)code - 1) : throw Invalid("word");
        var octets = (int)code - CommonText.Reserved - 1;
        if (octets > _rest.Length)
            throw Invalid("text length");
        var text = Encoding.UTF8.GetString(_rest[..octets]);
        _rest = _rest[octets..];
        return text;
    }

    // Each counted thing takes at least so many octets, so a false count cannot make us allocate.
    private int Count(int leastOctets)
    {
        var count = Number(int.MaxValue);
        return count <= (ulong)(_rest.Length / leastOctets) ? (int)count : throw Invalid("count");
    }

    private ulong Number(ulong highest = ulong.MaxValue)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && !_rest.IsEmpty; shift += 7)
        {
            var b = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value <= highest ? value : throw Invalid("number");
        }
        throw Invalid("number");
    }

    private static InvalidDataException Invalid(string what) => new($"not a stored message structure: {what}");
}
