using Postamt.Mail.Mime;
using Postamt.Screening.Looks.Pages;

namespace Postamt.Screening.Looks;

/// <summary>The text of one part of a mail, decoded.</summary>
/// <param name="Text">As it stands in the part: of HTML the source.</param>
/// <param name="Page">What the HTML shows and does; null where the part is none.</param>
/// <param name="Raw">The octets of the part after its transfer encoding.</param>
public sealed record PartText(MessagePart Part, string Text, Page? Page, ReadOnlyMemory<byte> Raw)
{
    /// <summary>What a reader sees of it.</summary>
    public string Shown => Page?.Text ?? Text;
}
