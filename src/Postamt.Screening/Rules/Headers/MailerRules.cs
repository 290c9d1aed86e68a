using System.Collections.Immutable;
using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Rules.Headers;

/// <summary>Mail programs a mail claims to come from, held against what those write.</summary>
internal static class MailerRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("mailer-id", 2.0, static clues => Claim(clues) is { } claim && Identifier(clues) is { Length: > 0 } id && !claim.Fits(id) ? $"it claims to come from {claim.Program}, which gives other Message-IDs" : null),
        new("mailer-half", 1.5, static clues => clues.Header.Has("X-MSMail-Priority") && !clues.Header.Has("X-MimeOLE") ? "it has one of Outlook's fields without the others" : null),
        new("mailer-missing", 0.8, static clues => clues.Header.Has("X-Priority") && !clues.Header.Has("X-Mailer") && !clues.Header.Has("User-Agent") ? "it has a priority as mail programs give it, and no mail program" : null),
    ];

    private static MailerClaim? Claim(MailClues clues) => (clues.Header["X-Mailer"] ?? clues.Header["User-Agent"]) is { } says ? MailerClaim.Of(says) : null;

    /// <summary>What stands in a Message-ID between the brackets.</summary>
    private static string Identifier(MailClues clues) => clues.Look.Structure.MessageId ?? "";
}
