using System.Collections.Immutable;
using System.Globalization;
using Postamt.Mail.Headers;
using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Rules.Headers;

/// <summary>When a mail says it was written (RFC 5322 3.6.1).</summary>
internal static class DateRules
{
    /// <summary>Clocks that are set to local time without saying so are off by 14 hours at most.</summary>
    private const int MostAhead = 15;

    /// <summary>RFC 5321 4.5.4.1: a queue may try for five days.</summary>
    private const int MostBehind = 7;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("date-missing", 0.8, static clues => clues.Envelope.Date is null ? "it does not say when it was written" : null),
        new("date-unreadable", 1.5, static clues => clues.Envelope.Date is { } date && !MailDate.TryParse(date, out _) ? $"its date is none: {Said.Short(date)}" : null),
        new("date-ahead", 1.2, static clues => Written(clues) is { } date && date - clues.Now > TimeSpan.FromHours(MostAhead) ? $"it was written in the future, {Day(date)}" : null),
        new("date-behind", 0.6, static clues => Written(clues) is { } date && clues.Now - date > TimeSpan.FromDays(MostBehind) ? $"it was written long ago, {Day(date)}" : null),
        new("date-zone", 2.5, static clues => clues.Envelope.Date is { } date && DateForm.HasImpossibleZone(date) ? $"its date has a time zone that is nowhere: {Said.Short(date)}" : null),
        new("date-form", 1.5, static clues => clues.Envelope.Date is { } date && !DateForm.IsUsual(date) ? $"its date is not written as mail programs write it: {Said.Short(date)}" : null),
    ];

    private static DateTimeOffset? Written(MailClues clues) => clues.Envelope.Date is { } text && MailDate.TryParse(text, out var date) ? date : null;

    private static string Day(DateTimeOffset date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
