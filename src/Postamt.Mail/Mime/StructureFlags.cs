namespace Postamt.Mail.Mime;

/// <summary>Facts about a whole message that later stages decide by. Values are stored; they are never renumbered.</summary>
[Flags]
public enum StructureFlags
{
    None = 0,

    /// <summary>Two readers could see different parts: a doubled or broken MIME field, a boundary that is missing, reused, unfinished or a prefix of a line. Scanners then look at the strict and the lenient reading.</summary>
    Ambiguous = 1 << 0,

    /// <summary>A field that RFC 5322 3.6 allows once occurs more often.</summary>
    DuplicateField = 1 << 1,

    /// <summary>The message's own header section has more than one From field.</summary>
    DuplicateFrom = 1 << 2,

    /// <summary>A header section contains a line that is neither a field nor a continuation.</summary>
    MalformedHeader = 1 << 3,

    /// <summary>A header section is longer than <see cref="MimeLimits.HeaderOctets"/>.</summary>
    HeaderTooLarge = 1 << 4,

    /// <summary>Nesting or number of parts went past the limit; a part is opaque because of it.</summary>
    TooComplex = 1 << 5,

    /// <summary>Some addresses, parameters or texts were left out of the index; they stand in the message itself.</summary>
    Truncated = 1 << 6,

    HasNul = 1 << 7,

    /// <summary>A CR without LF.</summary>
    HasBareCr = 1 << 8,

    /// <summary>An LF without CR.</summary>
    HasBareLf = 1 << 9,

    /// <summary>An octet above 127 anywhere: the next hop must offer 8BITMIME (RFC 6152).</summary>
    Needs8Bit = 1 << 10,

    /// <summary>An octet above 127 in a header section of the message or of a part.</summary>
    NonAsciiHeader = 1 << 11,

    /// <summary>RFC 6532: header text above 127 that is UTF-8; the next hop must offer SMTPUTF8. Older 8-bit header text is only <see cref="NonAsciiHeader"/>.</summary>
    NeedsSmtpUtf8 = 1 << 12,

    /// <summary>A part that a reader would show as an attachment.</summary>
    HasAttachment = 1 << 13,

    /// <summary>Who wrote and sent the message cannot be told from the index alone: a second Sender field, or a From or Sender field that did not fit.</summary>
    OriginatorUnclear = 1 << 14,
}
