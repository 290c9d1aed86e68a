namespace Postamt.Intake;

/// <summary>Numbers of the intake, each with its source.</summary>
public sealed record IntakeLimits
{
    /// <summary>RFC 5321 4.5.3.1.8 asks for at least 100 recipients; the design allows 1 000.</summary>
    public int Recipients { get; init; } = 1000;

    /// <summary>A notice has one recipient (RFC 5321 4.5.5); a few more are forgiven.</summary>
    public int NullSenderRecipients { get; init; } = 5;
}
