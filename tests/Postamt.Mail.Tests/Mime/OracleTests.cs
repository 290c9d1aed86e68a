using System.Text;
using MimeKit;
using Postamt.ForeignData;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

/// <summary>The one-pass reader against a slow, foreign one, on every message that two readers must read alike.</summary>
public sealed class OracleTests
{
    [Fact]
    public void Part_trees_and_bodies_are_those_of_MimeKit()
    {
        var (compared, different) = (0, new List<string>());
        foreach (var (name, content) in TestData.MimeMessages().Concat(TestData.Corpus()))
        {
            var wire = CorpusTests.WithCrLf(CorpusTests.WithoutMailboxLine(content));
            var ours = MessageStructure.Of(wire);
            if (ours.Has(StructureFlags.Ambiguous | StructureFlags.MalformedHeader | StructureFlags.TooComplex | StructureFlags.HasNul | StructureFlags.HasBareCr))
                continue;
            compared++;
            var theirs = MimeMessage.Load(new MemoryStream(wire), TestContext.Current.CancellationToken);
            if (Compare(ours.Root, theirs.Body, wire) is { } difference)
                different.Add($"{name}: {difference}");
        }
        Assert.True(compared > 2_500, $"only {compared} messages compared");
        Assert.Empty(different);
    }

    private static string? Compare(Postamt.Mail.Mime.MessagePart ours, MimeEntity? theirs, byte[] wire)
    {
        if (theirs is null)
            return "no body";
        var type = theirs.ContentType.MediaType + "/" + theirs.ContentType.MediaSubtype;
        if (!type.Equals($"{ours.Type}/{ours.Subtype}", StringComparison.OrdinalIgnoreCase))
            return $"{ours.Type}/{ours.Subtype} is {type}";
        switch (theirs)
        {
            case Multipart multipart:
                // MimeKit leaves out a part of no octets at all; RFC 2046 5.1.1 lets it stand.
                var children = ours.Children.Where(child => child.HeaderLength + child.BodyLength > 0).ToArray();
                if (multipart.Count != children.Length)
                    return $"{children.Length} parts are {multipart.Count}";
                return children.Select((child, i) => Compare(child, multipart[i], wire)).FirstOrDefault(d => d is not null);
            // MimeKit reads these as messages; they are header fields, and a reference to a body elsewhere.
            case TextRfc822Headers or MimeKit.MessagePart when type.ToLowerInvariant() is "text/rfc822-headers" or "message/external-body":
                return null;
            case MimeKit.MessagePart message:
                return ours.Embedded is null ? "not a message" : Compare(ours.Embedded, message.Message!.Body, wire);
            case MimeKit.MessageDeliveryStatus or MimeKit.MessageDispositionNotification:
                return null;
            case MimePart part:
                using (var raw = new MemoryStream())
                {
                    part.Content?.WriteTo(raw, TestContext.Current.CancellationToken);
                    var body = wire.AsSpan((int)ours.BodyOffset, (int)ours.BodyLength);
                    return raw.ToArray().AsSpan().SequenceEqual(body) ? null : $"body of {body.Length} is {raw.Length}: {Encoding.Latin1.GetString(body)[^Math.Min(20, body.Length)..]}";
                }
        }
        return "unknown kind " + theirs.GetType().Name;
    }
}
