namespace Postamt.Mail.Mime;

/// <summary>How a part was read, which may be less than its Content-Type promises: an opaque part is a leaf.</summary>
public enum PartKind : byte
{
    Leaf = 0,
    Multipart = 1,

    /// <summary>A part with an embedded message that could be read.</summary>
    Message = 2,
}
