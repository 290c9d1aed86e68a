namespace Postamt.Mail.Mime;

/// <summary>
/// One part of a message, or a message itself. Offsets and lengths are octets of the content as received;
/// a child lies strictly inside its parent's body, children do not overlap.
/// </summary>
public sealed class MessagePart
{
    /// <summary>Where the part's header section begins; a part without one has length 0.</summary>
    public required long HeaderOffset { get; init; }

    /// <summary>Includes the blank line that ends the section.</summary>
    public required long HeaderLength { get; init; }

    public long BodyOffset => HeaderOffset + HeaderLength;

    /// <summary>Without the line break that belongs to the following boundary (RFC 2046 5.1.1).</summary>
    public required long BodyLength { get; init; }

    /// <summary>Line breaks in the body.</summary>
    public required long Lines { get; init; }

    public required PartKind Kind { get; init; }

    /// <summary>Media type as declared or by default, in lower case.</summary>
    public required string Type { get; init; }

    public required string Subtype { get; init; }

    public IReadOnlyList<MimeParameter> Parameters { get; init; } = [];

    /// <summary>Content-Transfer-Encoding in lower case, "7bit" by default (RFC 2045 6.1).</summary>
    public string Encoding { get; init; } = "7bit";

    /// <summary>Content-ID as written, with its angle brackets.</summary>
    public string? ContentId { get; init; }

    public string? Description { get; init; }

    public string? Md5 { get; init; }

    public ContentDisposition? Disposition { get; init; }

    public IReadOnlyList<string> Languages { get; init; } = [];

    public string? Location { get; init; }

    /// <summary>Parts of a multipart; empty for every other kind, never empty for a multipart.</summary>
    public IReadOnlyList<MessagePart> Children { get; init; } = [];

    /// <summary>The message inside a part of kind <see cref="PartKind.Message"/>; it has an envelope.</summary>
    public MessagePart? Embedded { get; init; }

    /// <summary>Present for a message (the root and embedded ones).</summary>
    public MessageEnvelope? Envelope { get; init; }

    /// <summary>A multipart or message that could not be taken apart: RFC 9051 9 (body) has no form for one without inner parts.</summary>
    public bool IsOpaque => Kind == PartKind.Leaf && (Type == "multipart" || (Type == "message" && Subtype is "rfc822" or "global"));

    /// <summary>
    /// What readers are told: an opaque multipart is plain text, because its author meant it to be read and a reader can show it as it stands;
    /// an opaque message, which may be encoded, is application/octet-stream.
    /// </summary>
    public string ShownType => !IsOpaque ? Type : Type == "multipart" ? "text" : "application";

    public string ShownSubtype => !IsOpaque ? Subtype : Type == "multipart" ? "plain" : "octet-stream";

    /// <summary>Parameters that belong to <see cref="ShownType"/>, continuations joined (RFC 2231 6).</summary>
    public IReadOnlyList<MimeParameter> ShownParameters =>
        IsOpaque && Type == "multipart" ? [] : ParameterContinuations.Join(Parameters);

    /// <summary>File name of the part, decoded, from Content-Disposition or else Content-Type; null when it has none.</summary>
    public string? FileName =>
        (Disposition is null ? null : ParameterValue.Find(Disposition.Parameters, "filename")) ?? ParameterValue.Find(Parameters, "name");

    public string? Parameter(string name) => ParameterValue.Find(Parameters, name);
}
