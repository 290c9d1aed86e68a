using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Screening.Looks.Pages;

namespace Postamt.Screening.Looks;

/// <summary>What the checks of a mail's content look at, read and decoded once for all of them; bounded by <see cref="LookLimits"/>.</summary>
/// <param name="Header">The header section, with its empty line, cut off at the limit.</param>
/// <param name="Texts">Its text parts in their order, attached ones left out.</param>
/// <param name="Links">Of pages and of plain text, in their order.</param>
public sealed record MailLook(ReadOnlyMemory<byte> Header, MessageStructure Structure, IReadOnlyList<PartText> Texts, IReadOnlyList<Link> Links)
{
    /// <summary>As shown; empty where there is none.</summary>
    public string Subject { get; } = HeaderFields.TryFind(Header.Span, "Subject"u8, out var field) ? field.DisplayValue : "";

    /// <summary>What a reader sees: the text of all parts.</summary>
    public string Shown { get; } = string.Join('\n', Texts.Select(text => text.Shown));

    public IEnumerable<Page> Pages => Texts.Select(text => text.Page).OfType<Page>();

    /// <summary>The mailboxes of From; there may be none.</summary>
    public IEnumerable<HeaderAddress> Authors => Structure.Envelope.From.Where(address => address.IsMailbox);

    /// <summary>Unfolded value of the first field of this name; null: there is none.</summary>
    public string? Field(ReadOnlySpan<byte> name) => HeaderFields.Value(Header.Span, name);

    public bool Has(ReadOnlySpan<byte> name) => HeaderFields.TryFind(Header.Span, name, out _);

    /// <summary>All parts that hold something themselves, in their order.</summary>
    public IEnumerable<MessagePart> Leaves => LeavesOf(Structure.Root);

    private static IEnumerable<MessagePart> LeavesOf(MessagePart root)
    {
        var open = new Stack<MessagePart>([root]);
        while (open.TryPop(out var part))
        {
            if (part.Kind == PartKind.Leaf) yield return part;
            if (part.Embedded is { } embedded) open.Push(embedded);
            for (var i = part.Children.Count - 1; i >= 0; i--) open.Push(part.Children[i]);
        }
    }
}
