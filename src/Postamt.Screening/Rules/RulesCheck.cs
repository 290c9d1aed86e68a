using System.Globalization;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Rules;

/// <summary>What a mail itself shows: its header, names, links, pages and text, and what is known about its sender, each held against a rule. Mail of our own people is not looked at.</summary>
/// <param name="time">What a mail's date is held against.</param>
public sealed class RulesCheck(TimeProvider time) : ICheck
{
    /// <summary>Reasons that are named; the rest is counted. More is read by nobody, and all of them stand in a field of the mail.</summary>
    private const int MostReasons = 12;

    public string Name => "rules";

    public async ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken)
    {
        if (input.Origin == MailOrigin.SignedIn) return new Finding.Pass("not asked about our own people");
        var seen = RuleBook.Apply(MailClues.Of(input, await input.Look.ReadAsync(cancellationToken), time.GetUtcNow()));
        return seen.Count == 0 ? new Finding.Pass("nothing stands out") : new Finding.Weighs(seen.Sum(static sighting => sighting.Rule.Points), Explain(seen));
    }

    private static string Explain(IReadOnlyList<Sighting> seen)
    {
        var reasons = seen.Take(MostReasons).Select(static sighting => sighting.ToString()).ToList();
        if (seen.Count > MostReasons) reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{seen.Skip(MostReasons).Sum(static sighting => sighting.Rule.Points):+0.0;-0.0} for {seen.Count - MostReasons} more"));
        return string.Join("; ", reasons);
    }
}
