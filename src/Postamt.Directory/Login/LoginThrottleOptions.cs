namespace Postamt.Directory.Login;

/// <summary>How guessing is slowed down (THREATS 46, 93).</summary>
public sealed record LoginThrottleOptions
{
    /// <summary>Failures without any delay: a person mistypes, a phone tries an old password on each folder.</summary>
    public int Free { get; init; } = 5;

    /// <summary>From here on nobody of that network, or for that account, gets in for a while.</summary>
    public int BanAfter { get; init; } = 100;

    /// <summary>A neighbourhood of 256 addresses is banned at so many times the failures of one.</summary>
    public int WideFactor { get; init; } = 4;

    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan Ban { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A counter without a new failure for so long starts again at zero.</summary>
    public TimeSpan Forget { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long an address from which the account signed in stays trusted for that account.</summary>
    public TimeSpan Trust { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Counters of each kind kept in memory; twice as many at the most.</summary>
    public int Counters { get; init; } = 50_000;

    /// <summary>Whether 127.0.0.0/8 and ::1 are counted by account only: for sample installations and load tests.</summary>
    public bool SpareLoopback { get; init; }
}
