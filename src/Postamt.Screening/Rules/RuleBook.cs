using System.Collections.Immutable;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Headers;
using Postamt.Screening.Rules.Links;
using Postamt.Screening.Rules.Lookalikes;
using Postamt.Screening.Rules.Names;
using Postamt.Screening.Rules.Pages;
using Postamt.Screening.Rules.Senders;
using Postamt.Screening.Rules.Texts;

namespace Postamt.Screening.Rules;

/// <summary>All rules. Points are logarithms of how much more often a rule applies to unwanted than to wanted mail of a corpus, cut down where it was seen seldom; what the corpus is too old for has few of them.</summary>
internal static class RuleBook
{
    public static ImmutableArray<Rule> All { get; } =
    [
        .. HeaderRules.All, .. DateRules.All, .. IdentityRules.All, .. MailerRules.All, .. SubjectRules.All, .. NameRules.All, .. ReplyRules.All,
        .. LookalikeRules.All, .. LinkRules.All, .. HostRules.All, .. PageRules.All, .. MarkupRules.All, .. TextRules.All, .. SenderRules.All, .. ClientRules.All,
    ];

    /// <summary>Those that apply, strongest first.</summary>
    public static IReadOnlyList<Sighting> Apply(MailClues clues)
    {
        var seen = new List<Sighting>();
        foreach (var rule in All)
        {
            if (rule.See(clues) is { } words) seen.Add(new Sighting(rule, words));
        }
        return [.. seen.OrderByDescending(static sighting => Math.Abs(sighting.Rule.Points))];
    }
}
