namespace Postamt.Screening;

/// <summary>Numbers of the screening, each with its source.</summary>
public sealed record ScreeningLimits
{
    /// <summary>One check; far inside the client's 10 minutes for the final dot (RFC 5321 4.5.3.2.6).</summary>
    public TimeSpan CheckDeadline { get; init; } = TimeSpan.FromSeconds(20);
}
