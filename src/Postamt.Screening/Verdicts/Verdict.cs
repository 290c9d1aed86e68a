using Postamt.Mail.Outcomes;
using Postamt.Screening.Senders;

namespace Postamt.Screening.Verdicts;

/// <summary>What the checks together say of a mail. The screening never answers a peer and never changes a mail's octets.</summary>
public abstract record Verdict
{
    private Verdict(string explanation) => Explanation = explanation;

    /// <summary>In words, one line; kept with the mail.</summary>
    public string Explanation { get; }

    /// <summary>What was found about the sender; null where nobody was asked.</summary>
    public SenderFacts? Sender { get; init; }

    public sealed record Accept(string Why) : Verdict(Why);

    public sealed record AcceptAsJunk(string Why) : Verdict(Why);

    /// <summary>Not now: 4xx. What a check could not tell, when policy says wait.</summary>
    public sealed record Defer(EnhancedStatus Status, string Why) : Verdict(Why);

    public sealed record Reject(PolicyDecision Decision, string Why) : Verdict(Why);
}
