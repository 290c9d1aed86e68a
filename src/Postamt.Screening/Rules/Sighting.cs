using System.Globalization;

namespace Postamt.Screening.Rules;

/// <summary>A rule that applies to a mail.</summary>
/// <param name="Words">What was seen.</param>
internal sealed record Sighting(Rule Rule, string Words)
{
    public override string ToString() => Rule.Points.ToString("+0.0 ;-0.0 ", CultureInfo.InvariantCulture) + Words;
}
