namespace Postamt.Mail.Mime;

/// <summary>A part whose end has not been seen yet.</summary>
internal sealed class OpenPart
{
    public required long HeaderOffset { get; init; }

    /// <summary>The part is a message: the root, or what stands inside a message part.</summary>
    public required bool IsMessage { get; init; }

    public PartState State { get; set; } = PartState.Header;

    public long HeaderLength { get; set; }

    public long BodyOffset => HeaderOffset + HeaderLength;

    /// <summary>Line breaks seen in the message before the body.</summary>
    public long LinesBefore { get; set; }

    /// <summary>Delimiter text of a multipart, without the two dashes; null for every other part.</summary>
    public byte[]? Boundary { get; set; }

    public PartKind Kind { get; set; }

    /// <summary>Everything but size and children; made when the header section is over.</summary>
    public MessagePart? Description { get; set; }

    public List<MessagePart>? Children { get; set; }

    public MessagePart? Embedded { get; set; }

    /// <summary>Where the last child ends, so that a parent never ends before it.</summary>
    public long ChildrenEnd { get; set; }
}

internal enum PartState : byte
{
    /// <summary>Inside the header section.</summary>
    Header,

    /// <summary>Inside the body of a leaf.</summary>
    Body,

    /// <summary>Before the first delimiter of a multipart.</summary>
    Preamble,

    /// <summary>Between delimiters of a multipart, or inside a message part: a child is open.</summary>
    Inside,

    /// <summary>After the closing delimiter of a multipart.</summary>
    Epilogue,
}
