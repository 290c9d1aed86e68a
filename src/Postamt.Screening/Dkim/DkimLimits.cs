namespace Postamt.Screening.Dkim;

/// <summary>What the signatures of one mail may cost.</summary>
public sealed record DkimLimits
{
    /// <summary>Signatures that are checked; honest mail has one to three.</summary>
    public int Signatures { get; init; } = 10;

    /// <summary>Octets of a header; more is refused before.</summary>
    public int HeaderOctets { get; init; } = 1024 * 1024;

    /// <summary>Of a key's record.</summary>
    public int KeyLength { get; init; } = 8 * 1024;

    /// <summary>For a key to come from DNS: one that does not is its own signature's loss and nobody else's.</summary>
    public TimeSpan KeyTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clocks differ.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromMinutes(5);
}
