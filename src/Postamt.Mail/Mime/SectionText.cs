namespace Postamt.Mail.Mime;

/// <summary>RFC 9051 6.4.5.1: which side of a section is meant.</summary>
public enum SectionText : byte
{
    /// <summary>BODY[] or BODY[1.2]: the whole message, or a part's body.</summary>
    Content,

    /// <summary>HEADER: of the message, or of the message inside a part.</summary>
    Header,

    /// <summary>TEXT: the body of the message, or of the message inside a part.</summary>
    Text,

    /// <summary>MIME: the header section of a part.</summary>
    Mime,
}
