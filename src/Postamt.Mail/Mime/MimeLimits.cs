namespace Postamt.Mail.Mime;

/// <summary>What the index of one message may cost. Past a limit the rest is kept as one opaque part or left out and flagged; indexing itself never fails.</summary>
public sealed record MimeLimits
{
    public static MimeLimits Default { get; } = new();

    /// <summary>Levels of multipart and message nesting, the message itself being level 1. RFC 2046 sets none; 100 is above anything seen in real mail and keeps recursion flat.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Parts of a message, itself and embedded messages included.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>Octets of one header section. Past it fields are no longer read.</summary>
    public int HeaderOctets { get; init; } = 1 << 20;

    /// <summary>Octets of one field that are looked at, and of one line that are held back while the rest arrives.</summary>
    public int FieldOctets { get; init; } = 256 << 10;

    /// <summary>Octets of text (addresses, parameters, subjects) kept of all parts together.</summary>
    public int KeptOctets { get; init; } = 512 << 10;

    /// <summary>Addresses kept of one header section, all its fields together: twice the recipients one mail may have in SMTP here.</summary>
    public int Addresses { get; init; } = 2_000;

    /// <summary>Parameters of one Content-Type or Content-Disposition, RFC 2231 pieces counted one by one.</summary>
    public int Parameters { get; init; } = 100;

    /// <summary>Octets of one parameter value.</summary>
    public int ParameterOctets { get; init; } = 4_096;

    /// <summary>Octets of a boundary. RFC 2046 5.1.1 allows 70; longer ones occur and are read, up to here.</summary>
    public int BoundaryOctets { get; init; } = 1_024;

    /// <summary>Message identifiers kept from References: the first and the latest ones.</summary>
    public int References { get; init; } = 100;

    /// <summary>Octets of a message identifier; RFC 5322 2.1.1 ends a line at 998.</summary>
    public int IdentifierOctets { get; init; } = 998;

    /// <summary>Encoded octets of a text part that the preview is made from.</summary>
    public int PreviewOctets { get; init; } = 16 << 10;

    /// <summary>RFC 8970 3.3: a preview has at most 256 characters.</summary>
    public int PreviewCharacters { get; init; } = 256;
}
