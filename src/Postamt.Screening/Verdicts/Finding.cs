using Postamt.Mail.Outcomes;

namespace Postamt.Screening.Verdicts;

/// <summary>What one check found.</summary>
public abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>Nothing against the mail.</summary>
    public sealed record Pass(string Why) : Finding;

    /// <summary>For or against the mail, which all such findings decide together.</summary>
    /// <param name="Points">Above 0 against it.</param>
    /// <param name="Why">Each reason with its points.</param>
    public sealed record Weighs(double Points, string Why) : Finding;

    /// <summary>To be taken, and filed where its reader looks for mail nobody vouches for.</summary>
    public sealed record Junk(string Why) : Finding;

    /// <summary>Not now: what has to be known first could not be told.</summary>
    public sealed record Wait(string Why) : Finding;

    /// <summary>For good, with the licence to say so.</summary>
    public sealed record Refuse(PolicyDecision Decision) : Finding;

    /// <summary>The check broke, stalled or met a limit. Never a reason to refuse for good.</summary>
    public sealed record CouldNotTell(string Why) : Finding;
}
