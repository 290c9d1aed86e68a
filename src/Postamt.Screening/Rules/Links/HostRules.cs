using System.Collections.Immutable;

namespace Postamt.Screening.Rules.Links;

/// <summary>Hosts of links that are written so that nobody can tell whose they are.</summary>
internal static class HostRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("host-number", 2.0, static clues => clues.Links.Numeric is { } link ? $"a link leads to the number {Said.Short(link.Host)} instead of a name" : null),
        new("host-odd-number", 3.0, static clues => clues.Links.OddNumber is { } link ? $"a link leads to a number that is written to hide its address ({Said.Short(link.Host)})" : null),
        new("host-escaped", 2.5, static clues => clues.Links.Escaped is { } link ? $"letters of a link's host are hidden behind percent signs ({Said.Short(link.Host)})" : null),
        new("host-port", 0.7, static clues => clues.Links.WithPort is { } link ? $"a link leads to an unusual port of {Said.Short(link.Host)}" : null),
        new("host-long", 0.5, static clues => clues.Links.ManyLabels is { } link ? $"a link's host has very many parts ({Said.Short(link.Host)})" : null),
    ];
}
