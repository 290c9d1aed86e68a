namespace Postamt.Mail.Mime;

/// <summary>
/// RFC 9051 6.4.5.1: part numbers to places. A message that is not multipart has its body as part 1;
/// the numbers below a message part count the parts of the message inside it.
/// </summary>
internal static class SectionLocator
{
    public static MessageSlice? Locate(MessageStructure structure, ReadOnlySpan<int> path, SectionText text, long prefix)
    {
        var root = structure.Root;
        if (path.IsEmpty)
            return text switch
            {
                SectionText.Content => new MessageSlice(0, prefix + structure.Size),
                SectionText.Header => Header(root, root, prefix),
                SectionText.Text => Body(root, prefix),
                _ => null, // RFC 9051 6.4.5.1: MIME needs a part number.
            };
        if (Find(root, path) is not { } part)
            return null;
        return text switch
        {
            SectionText.Content => Body(part, prefix),
            SectionText.Mime => Header(root, part, prefix),
            SectionText.Header when part.Embedded is { } inner => Header(root, inner, prefix),
            SectionText.Text when part.Embedded is { } inner => Body(inner, prefix),
            _ => null,
        };
    }

    public static MessagePart? Find(MessagePart root, ReadOnlySpan<int> path)
    {
        if (path.IsEmpty)
            return null;
        var part = Child(root, path[0]);
        foreach (var number in path[1..])
        {
            if (part is null)
                return null;
            part = part.Kind switch
            {
                PartKind.Multipart => Numbered(part, number),
                PartKind.Message => Child(part.Embedded!, number),
                _ => null,
            };
        }
        return part;
    }

    private static MessagePart? Child(MessagePart message, int number)
    {
        if (message.Kind == PartKind.Multipart)
            return Numbered(message, number);
        return number == 1 ? message : null;
    }

    private static MessagePart? Numbered(MessagePart multipart, int number) =>
        number >= 1 && number <= multipart.Children.Count ? multipart.Children[number - 1] : null;

    private static MessageSlice Header(MessagePart root, MessagePart part, long prefix) =>
        ReferenceEquals(root, part)
            ? new MessageSlice(0, prefix + part.HeaderLength)
            : new MessageSlice(prefix + part.HeaderOffset, part.HeaderLength);

    private static MessageSlice Body(MessagePart part, long prefix) => new(prefix + part.BodyOffset, part.BodyLength);
}
