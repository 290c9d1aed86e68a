using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>Makes parts out of what the scanner has collected.</summary>
internal static class PartAssembly
{
    public static MessagePart Describe(ContentFields content, MessageEnvelope? envelope) => new()
    {
        HeaderOffset = 0,
        HeaderLength = 0,
        BodyLength = 0,
        Lines = 0,
        Kind = PartKind.Leaf,
        Type = content.Type,
        Subtype = content.Subtype,
        Parameters = content.Parameters,
        Encoding = content.Encoding,
        ContentId = content.Id,
        Description = content.Description,
        Md5 = content.Md5,
        Disposition = content.Disposition,
        Languages = content.Languages,
        Location = content.Location,
        Envelope = envelope,
    };

    public static MessagePart Complete(OpenPart open, long bodyLength, long lines)
    {
        // A multipart without parts has no form in BODYSTRUCTURE (RFC 9051 9, body-type-mpart); it is one opaque part.
        var kind = open.Kind switch
        {
            PartKind.Multipart when open.Children is null => PartKind.Leaf,
            PartKind.Message when open.Embedded is null => PartKind.Leaf,
            _ => open.Kind,
        };
        var description = open.Description!;
        return new MessagePart
        {
            HeaderOffset = open.HeaderOffset,
            HeaderLength = open.HeaderLength,
            BodyLength = bodyLength,
            Lines = lines,
            Kind = kind,
            Type = description.Type,
            Subtype = description.Subtype,
            Parameters = description.Parameters,
            Encoding = description.Encoding,
            ContentId = description.ContentId,
            Description = description.Description,
            Md5 = description.Md5,
            Disposition = description.Disposition,
            Languages = description.Languages,
            Location = description.Location,
            Envelope = description.Envelope,
            Children = kind == PartKind.Multipart ? open.Children! : [],
            Embedded = kind == PartKind.Message ? open.Embedded : null,
        };
    }

    /// <returns>Null when there is no usable boundary.</returns>
    public static byte[]? Boundary(IReadOnlyList<MimeParameter> parameters, MimeLimits limits, out bool isAmbiguous)
    {
        isAmbiguous = false;
        string? boundary = null;
        foreach (var parameter in parameters)
        {
            if (!parameter.Name.StartsWith("boundary", StringComparison.Ordinal))
                continue;
            isAmbiguous |= boundary is not null || parameter.Name.Length > 8;
            if (parameter.Name.Length == 8)
                boundary ??= parameter.Value;
        }
        boundary ??= ParameterValue.Find(parameters, "boundary");
        // RFC 2046 5.1.1: 1 to 70 characters, the last one no space; longer ones are read as well.
        boundary = boundary?.TrimEnd(' ', '\t');
        if (string.IsNullOrEmpty(boundary) || boundary.Length > limits.BoundaryOctets)
            return null;
        return Encoding.UTF8.GetBytes(boundary);
    }

    /// <summary>What a reader shows as an attachment: said so, or neither text nor a picture that the text refers to.</summary>
    public static bool IsAttachment(MessagePart part, bool isMessage)
    {
        if (part.Kind == PartKind.Multipart)
            return false;
        if (part.Disposition?.Type == "attachment")
            return true;
        if (part.Kind == PartKind.Message)
            return true;
        return part.Type switch
        {
            "text" => part.Disposition is { Type: not "inline" },
            "multipart" => false,
            "message" => part.Subtype is not ("delivery-status" or "disposition-notification" or "global-delivery-status" or "global-headers"),
            "application" when part.Subtype is "pgp-signature" or "pkcs7-signature" or "x-pkcs7-signature" or "pgp-encrypted" => false,
            _ => isMessage || part.ContentId is null || part.Disposition is { Type: not "inline" },
        };
    }
}
