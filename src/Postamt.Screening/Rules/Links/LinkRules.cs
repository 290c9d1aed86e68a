using System.Collections.Immutable;

namespace Postamt.Screening.Rules.Links;

/// <summary>Links that are not what they seem.</summary>
internal static class LinkRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("link-shows-other", 1.0, static clues => clues.Links.Lying is var (shown, link) ? $"a link shows {Said.Short(shown)} and leads to {Said.Short(link.Host)}" : null),
        new("link-user", 1.8, static clues => clues.Links.WithUser is { } link ? $"a link has a name before its host, which is {Said.Short(link.Host)}" : null),
        new("link-redirected", 0.8, static clues => clues.Links.Redirected is { } link ? $"a link goes over {Said.Short(link.Host)} to somebody else" : null),
        new("link-shortened", 0.4, static clues => clues.Links.Shortened is { } link ? $"a link does not tell where it leads ({Said.Short(link.Host)})" : null),
        new("link-script", 2.0, static clues => clues.Links.Scripted is { } link ? $"a link is a program or a page of its own ({link.Scheme}:)" : null),
    ];
}
