using System.Collections.Immutable;

namespace Postamt.Screening.Rules.Pages;

/// <summary>How the source of a page is written so that words in it are not found.</summary>
internal static class MarkupRules
{
    private const int Several = 3;
    private const int Many = 30;

    /// <summary>Mail addresses on pages are often hidden so from those who collect them.</summary>
    private const int LeastShare = 5;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("markup-broken-words", 2.0, static clues => clues.Page.Source.BrokenWords >= Several ? $"words of its page are broken by {clues.Page.Source.BrokenWords} comments or tags that show nothing" : null),
        new("markup-numbers", 2.0, static clues => clues.Page.Source.NumberedLetters is >= Many and var letters && letters * 100 / Math.Max(1, clues.Page.Shown) >= LeastShare ? $"{clues.Page.Source.NumberedLetters} plain letters of its page are written as numbers" : null),
    ];
}
