namespace Postamt.Screening.Spf;

/// <summary>What one question may cost, all records it leads to together (RFC 7208 4.6.4).</summary>
public sealed record SpfLimits
{
    /// <summary>Terms that ask DNS.</summary>
    public int Lookups { get; init; } = 10;

    /// <summary>Of them, those that get an empty answer.</summary>
    public int VoidLookups { get; init; } = 2;

    /// <summary>Servers of one "mx"; more are an error of the domain.</summary>
    public int MxHosts { get; init; } = 10;

    /// <summary>Names of one "ptr" that are looked at; more are passed over.</summary>
    public int PtrNames { get; init; } = 10;

    /// <summary>At least 20 s are asked for.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Characters of a record: what DNS gives is 64 KiB at most, and nothing of use is a tenth of it.</summary>
    public int RecordLength { get; init; } = 8 * 1024;

    /// <summary>Characters of an explanation; it stands in one reply line (RFC 5321 4.5.3.1.5: 512 octets).</summary>
    public int ExplanationLength { get; init; } = 400;
}
