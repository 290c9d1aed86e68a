using System.Collections.Immutable;
using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Names;

/// <summary>Answers that would go to somebody else.</summary>
internal static class ReplyRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("reply-free-mail", 1.3, static clues => FreeMail.Is(clues.ReplyHost) && clues.AuthorHost.Length > 0 && !FreeMail.Is(clues.AuthorHost) && !clues.IsListMail ? $"answers go to {Said.Short(clues.ReplyHost)}, where everybody can have an address, and not to {Said.Short(clues.AuthorHost)}" : null),
        new("reply-other-box", 1.6, static clues => FreeMail.Is(clues.ReplyHost) && FreeMail.Is(clues.AuthorHost) && Differs(clues) ? $"answers go to another address at {Said.Short(clues.ReplyHost)} than the author's" : null),
    ];

    private static bool Differs(Clues.MailClues clues) =>
        clues.Envelope.ReplyTo.FirstOrDefault(static address => address.IsMailbox) is var reply && clues.Author is { } author && !string.Equals(reply.Address, author.Address, StringComparison.OrdinalIgnoreCase);
}
