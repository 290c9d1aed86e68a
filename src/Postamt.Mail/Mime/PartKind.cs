namespace Postamt.Mail.Mime;

/// <summary>How a part was read, which may be less than its Content-Type promises: an opaque part is a leaf.</summary>
public enum PartKind : byte
{
    Leaf = 0,
    Multipart = 1,

    /// <summary>message/rfc822 or message/global with an embedded message.</summary>
    Message = 2,
}
