using System.Collections.Immutable;

namespace Postamt.Screening.Rules.Texts;

/// <summary>How the text is written.</summary>
internal static class TextRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("text-base64", 0.8, static clues => TextForm.NeedlessBase64(clues.Look) ? "a text is in base64 and has nothing to encode" : null),
        new("text-charset", 0.6, static clues => TextForm.WrongCharset(clues.Look) is { } charset ? $"a text is not in its charset, {Said.Short(charset)}" : null),
        new("text-invisible", 2.0, static clues => clues.Text.Invisible >= 3 ? $"{clues.Text.Invisible} characters that are not seen stand inside words" : null),
        new("text-alphabets", 2.5, static clues => clues.Text.MixedWords >= 3 ? $"{clues.Text.MixedWords} words mix alphabets, as {Said.Short(clues.Text.MixedWord)}" : null),
        new("text-spaced", 0.7, static clues => clues.Text.SpacedWords >= 2 ? $"letters of {clues.Text.SpacedWords} words are set apart" : null),
        new("text-capitals", 1.3, static clues => clues.Text.Letters >= 200 && clues.Text.Capitals * 100 / clues.Text.Letters >= 30 ? $"{clues.Text.Capitals * 100 / clues.Text.Letters} % of its letters are capitals" : null),
        new("text-denial", 1.6, static clues => clues.Text.Phrases.Denials > 0 ? "it says that it is no spam" : null),
        new("text-removal", 1.2, static clues => clues.Text.Phrases.Removals > 0 ? "it tells how to be removed from a list, as those do who have no list" : null),
        new("text-fortune", 1.8, static clues => clues.Text.Phrases.Fortunes >= 3 ? $"it speaks of somebody's money as advance-fee fraud does ({clues.Text.Phrases.Fortunes} of its phrases)" : null),
    ];
}
