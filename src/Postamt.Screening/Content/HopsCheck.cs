using Postamt.Mail.Outcomes;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Content;

/// <summary>RFC 5321 6.3: a mail with too many Received fields goes in circles. The RFC wants at least 100 tolerated by simple counters; 50 hops are far beyond any real way and stop a loop earlier. Ours would be one more, so a mail that comes with the limit is refused.</summary>
public sealed class HopsCheck(int mostHops = HopsCheck.DefaultHops) : ICheck
{
    // As Postfix' hopcount_limit, which refuses at the limit too.
    public const int DefaultHops = 50;

    public string Name => "hops";

    public ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Finding>(input.Structure.Hops < mostHops
            ? new Finding.Pass($"{input.Structure.Hops} hops")
            : new Finding.Refuse(new PolicyDecision(PolicyReason.Loop, 554, new EnhancedStatus(5, 4, 6), "Too many hops, the mail goes in circles")));
}
