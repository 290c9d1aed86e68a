using System.Collections.Immutable;
using Postamt.Mail.Mime;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Rules.Headers;

/// <summary>How the header is made, where programs that wanted mail comes from do better.</summary>
internal static class HeaderRules
{
    private const int ManyHere = 15;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("header-malformed", 0.5, static clues => clues.Has(StructureFlags.MalformedHeader) ? "its header has a line that is no field" : null),
        new("header-doubled", 1.0, static clues => clues.Has(StructureFlags.DuplicateField) ? "its header has a field twice that may be there once" : null),
        new("header-octets", 1.0, static clues => clues.Has(StructureFlags.NonAsciiHeader) && !clues.Has(StructureFlags.NeedsSmtpUtf8) ? "its header has letters in no charset" : null),
        new("mime-version-missing", 1.5, static clues => !clues.Header.Has("MIME-Version") && clues.Look.Structure.Root is { Type: "multipart" } or { Subtype: "html" } ? "it has parts or a page, and no MIME-Version" : null),
        new("to-many", 1.0, static clues => clues.Envelope.To.Count + clues.Envelope.Cc.Count >= ManyHere ? $"it names {clues.Envelope.To.Count + clues.Envelope.Cc.Count} recipients" : null),
        new("priority-high", 0.8, static clues => IsUrgent(clues) ? "it calls itself urgent" : null),
        new("hop-free-mail", 1.3, static clues => FreeMail.IsStrange(clues.AuthorHost, clues.Header.Hops) ? $"it says it is from {Said.Short(clues.AuthorHost)}, and came over no server of theirs" : null),
        new("hop-borrowed", 2.0, static clues => clues.Header.Hops.Select(HopForm.Borrowed).FirstOrDefault(static name => name is not null) is { } name ? $"a client on its way called itself {Said.Short(name)} and was none of theirs" : null),
    ];

    private static bool IsUrgent(MailClues clues) =>
        clues.Header["X-Priority"] is { } priority && priority.TrimStart() is ['1' or '2', ..] || Is(clues.Header["Importance"], "high") || Is(clues.Header["X-MSMail-Priority"], "high") || Is(clues.Header["Priority"], "urgent");

    private static bool IsBulk(MailClues clues) => (Is(clues.Header["Precedence"], "bulk") || Is(clues.Header["Precedence"], "junk")) && !clues.Header.Has("Auto-Submitted");

    private static bool Is(string? value, string word) => value is not null && value.Trim().Equals(word, StringComparison.OrdinalIgnoreCase);
}
