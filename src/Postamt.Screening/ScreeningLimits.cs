namespace Postamt.Screening;

/// <summary>Numbers of the screening, each with its source.</summary>
public sealed record ScreeningLimits
{
    /// <summary>One check; far inside the client's 10 minutes for the final dot (RFC 5321 4.5.3.2.6).</summary>
    public TimeSpan CheckDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Each question about who sent a mail, all asked at once. With the next one no more than the 20 s a session has for DNS (THREATS D11); RFC 7208 4.6.4 would give SPF alone 20 s.</summary>
    public TimeSpan SenderDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What follows from the answers for the author.</summary>
    public TimeSpan AuthorDeadline { get; init; } = TimeSpan.FromSeconds(5);
}
