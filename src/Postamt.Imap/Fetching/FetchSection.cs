using Postamt.Mail.Mime;

namespace Postamt.Imap.Fetching;

internal enum SectionForm
{
    /// <summary>BODY[…]: octets as they are stored.</summary>
    Body,

    /// <summary>BINARY[…]: without the Content-Transfer-Encoding.</summary>
    Binary,

    /// <summary>BINARY.SIZE[…]: how long that would be.</summary>
    BinarySize,
}

/// <summary>BODY[section]&lt;origin.count&gt; as asked for (RFC 9051 6.4.5.1), or a form of BINARY (RFC 3516 4.2).</summary>
/// <param name="Path">Part numbers; empty: the message.</param>
/// <param name="Fields">HEADER.FIELDS names; null: no such filter.</param>
/// <param name="Not">HEADER.FIELDS.NOT.</param>
/// <param name="Label">How the response names it, such as BODY[1.TEXT]; the origin comes after.</param>
internal sealed record FetchSection(int[] Path, SectionText Text, IReadOnlyList<string>? Fields, bool Not, long? Origin, long Count, string Label, SectionForm Form = SectionForm.Body)
{
    /// <summary>RFC 3516 4.3: nobody knows how to decode this part.</summary>
    public bool IsUnknown(MessageStructure? structure) =>
        Form != SectionForm.Body && structure?.Find(Path) is { } part && !TransferDecoder.IsKnown(part.Encoding);
}
