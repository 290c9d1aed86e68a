using System.Collections.Immutable;
using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Rules.Headers;

/// <summary>Subjects that want to be noticed, or to pass for something else.</summary>
internal static class SubjectRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("subject-capitals", 1.6, static clues => SubjectForm.IsShouted(clues.Look.Subject) ? "its subject is in capitals" : null),
        new("subject-marks", 1.3, static clues => SubjectForm.Marks(clues.Look.Subject) >= 2 ? "its subject has several exclamation or dollar signs" : null),
        new("subject-reply", 0.8, static clues => SubjectForm.IsReply(clues.Look.Subject) && clues.Look.Structure.References.Count == 0 && !clues.IsListMail ? "it passes for a reply and answers nothing" : null),
        new("subject-tail", 2.3, static clues => SubjectForm.HasTail(clues.Look.Subject) ? "its subject ends far to the right in a code" : null),
        new("subject-recipient", 1.5, static clues => Named(clues) is { } name ? $"its subject has the recipient's address in it: {Said.Short(name)}" : null),
        new("subject-money", 1.2, static clues => SubjectForm.HasSum(clues.Look.Subject) ? "its subject is about a sum of money" : null),
        new("reading-turned", 3.0, static clues => clues.Header.HasOverride || clues.Look.Leaves.Take(100).Any(static part => SubjectForm.IsTurned(part)) ? "the reading direction of a name or subject is turned around" : null),
    ];

    private static string? Named(MailClues clues)
    {
        var subject = clues.Look.Subject;
        foreach (var recipient in clues.Input.Envelope.Recipients.Take(10))
        {
            var (local, domain) = (recipient.Address.LocalPart, recipient.Address.Domain.Ascii);
            if (subject.Contains(local + "@" + domain, StringComparison.OrdinalIgnoreCase) || local.Length > 3 && subject.StartsWith(local + ",", StringComparison.OrdinalIgnoreCase)) return local;
        }
        return null;
    }
}
