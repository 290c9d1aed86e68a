using System.Collections.Immutable;
using System.Globalization;

namespace Postamt.Screening.Rules.Pages;

/// <summary>What a page does to its reader.</summary>
internal static class PageRules
{
    private const int LittleText = 200;
    private const int ManyHidden = 3;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("page-alone", 1.0, static clues => clues.Page.Pages > 0 && clues.Look.Texts.All(static text => text.Page is not null) ? "it is a page without a text beside it" : null),
        new("page-picture", 1.5, static clues => clues.Page.RemotePictures > 0 && clues.Page.Shown < LittleText ? "it shows pictures from elsewhere and hardly any text" : null),
        new("page-form", 0.6, static clues => clues.Page.Forms > 0 ? "it asks for something to be typed into the mail" : null),
        new("page-script", 0.3, static clues => clues.Page.HasScript ? "it has a program in it" : null),
        new("page-refresh", 1.5, static clues => clues.Page.IsRefreshed ? "it leads elsewhere by itself" : null),
        new("page-hidden", 0.4, static clues => clues.Page.Hidden >= ManyHidden ? $"{clues.Page.Hidden} pieces of it are hidden" : null),
        new("page-tiny", 0.8, static clues => clues.Page.TinyTexts > 0 ? "it has text that is too small to read" : null),
        new("page-faded", 1.5, static clues => clues.Page.Faded.Length > 0 ? $"it has text in the colour of its ground ({Said.Short(clues.Page.Faded)})" : null),
        new("page-large", 1.2, static clues => clues.Page.LargeFonts > 0 ? "it has letters in very large type" : null),
        new("page-differs", 0.8, static clues => clues.Text.Shared is < 20 and var shared ? string.Create(CultureInfo.InvariantCulture, $"its text and its page have {shared} % of their words in common") : null),
    ];
}
