using Postamt.Mail.Headers;
using Postamt.Screening.Dkim;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Content;

/// <summary>The header section of a spooled mail, as all checks look at it.</summary>
public static class MailHeader
{
    /// <summary>With its empty line. Of a content in memory a slice of it, good for as long as that is.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(SpooledContent content, CancellationToken cancellationToken)
    {
        if (content.TryGetMemory(out var memory)) return memory[..HeaderFields.SectionLength(memory.Span)];
        await using var stream = content.OpenRead();
        return (await SignedContent.HeaderAsync(stream, int.MaxValue, cancellationToken)).Header;
    }
}
