namespace Postamt.Screening.Virus;

/// <summary>What asking a clamd may cost.</summary>
public sealed record ClamdLimits
{
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the connection to the answer (THREATS D14). clamd gives a content up after its MaxScanTime, which has to be less.</summary>
    public TimeSpan ScanTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One that was not to be had is passed over for this long while there are others.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(10);
}
