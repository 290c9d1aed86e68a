namespace Postamt.Operations.Drills;

/// <summary>What the canary mail of a drill saw.</summary>
public sealed record DrillFigures
{
    /// <summary>A mail that took longer from its first try to its mailbox was delayed.</summary>
    public static readonly TimeSpan Delayed = TimeSpan.FromSeconds(5);

    /// <summary>Answered 250.</summary>
    public int Accepted { get; set; }

    /// <summary>Answered 250, and not in the mailbox.</summary>
    public int Lost { get; set; }

    /// <summary>In the mailbox more than once.</summary>
    public int Twice { get; set; }

    /// <summary>Tries answered for good: none may be, for a fault of the server is not the sender's.</summary>
    public int Refused { get; set; }

    /// <summary>Tries that were to come again, or got no answer.</summary>
    public int PutOff { get; set; }

    public int Late { get; set; }

    /// <summary>Looks into the mailbox that were not answered.</summary>
    public int ReadsUnanswered { get; set; }

    /// <summary>From the first try to the mailbox.</summary>
    public TimeSpan LongestDelay { get; set; }

    /// <summary>Without a mail accepted.</summary>
    public TimeSpan LongestPause { get; set; }

    public bool IsClean => Lost == 0 && Twice == 0 && Refused == 0;
}
