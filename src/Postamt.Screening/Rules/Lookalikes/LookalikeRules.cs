using System.Collections.Immutable;
using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Rules.Lookalikes;

/// <summary>Hosts that are made to be taken for others. The corpus is older than such names, so the points are chosen: nobody comes by one of them by accident.</summary>
internal static class LookalikeRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("lookalike-scripts", 4.0, static clues => Of(clues, LikenessKind.MixedScripts) is { } host ? $"the name {Said.Short(host.Host)} mixes alphabets" : null),
        new("lookalike-ours", 4.0, static clues => Of(clues, LikenessKind.Ours) is { } host ? $"{Said.Short(host.Host)} can be taken for {host.Like}" : null),
        new("lookalike-brand", 3.5, static clues => Of(clues, LikenessKind.Brand) is { } host ? $"{Said.Short(host.Host)} can be taken for a name of {host.Like}" : null),
        new("lookalike-alphabet", 2.0, static clues => Of(clues, LikenessKind.OtherAlphabet) is { } host ? $"{Said.Short(host.Host)} reads as {Said.Short(host.Like)} and is written in another alphabet" : null),
        new("lookalike-worn", 2.0, static clues => Of(clues, LikenessKind.Worn) is { } host ? $"{Said.Short(host.Host)} has the name of {host.Like} in it and is not theirs" : null),
    ];

    private static Likeness? Of(MailClues clues, LikenessKind kind) => clues.Likeness is { } found && found.Kind == kind ? found : null;
}
