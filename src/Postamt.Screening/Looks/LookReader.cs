using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Screening.Looks.Pages;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Looks;

/// <summary>Reads what the checks look at out of a spooled mail.</summary>
public static class LookReader
{
    /// <param name="header">The content's header section.</param>
    public static async ValueTask<MailLook> ReadAsync(SpooledContent content, ReadOnlyMemory<byte> header, MessageStructure structure, LookLimits limits, CancellationToken cancellationToken)
    {
        var bare = new MailLook(header[..Math.Min(header.Length, limits.HeaderOctets)], structure, [], []);
        var texts = new List<PartText>();
        var links = new List<Link>();
        var left = limits.TextOctets;
        foreach (var part in bare.Leaves.Where(IsText))
        {
            if (left == 0 || texts.Count == limits.Texts) break;
            var octets = await SpooledPieces.ReadAsync(content, part.BodyOffset, (int)Math.Min(left, part.BodyLength), cancellationToken);
            left -= octets.Length;
            texts.Add(Read(part, octets, links, limits.Links));
        }
        return new MailLook(bare.Header, structure, texts, links);
    }

    /// <summary>An opaque multipart is shown as text, so it is looked at as such.</summary>
    private static bool IsText(MessagePart part) => part.ShownType == "text" && part.Disposition?.Type is null or "inline";

    private static PartText Read(MessagePart part, ReadOnlyMemory<byte> octets, List<Link> links, int mostLinks)
    {
        var raw = octets;
        if (part.Encoding is "base64" or "quoted-printable")
        {
            var decoded = new byte[octets.Length];
            raw = decoded.AsMemory(0, TransferDecoding.Decode(part.Encoding, octets.Span, decoded));
        }
        var text = Charsets.Decode(part.Parameter("charset"), raw.Span);
        if (part.ShownSubtype == "html" || LooksLikePage(text)) return new PartText(part, text, PageReader.Read(text, links, mostLinks), raw);
        PlainLinks.Find(text, links, mostLinks);
        return new PartText(part, text, null, raw);
    }

    private static bool LooksLikePage(string text)
    {
        var beginning = text.AsSpan().TrimStart();
        return beginning.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || beginning.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase);
    }
}
