namespace Postamt.Attacks.Oracle;

/// <summary>What one attack may cost the server; the defaults are those of docs/threats.md.</summary>
internal sealed record Bounds
{
    public long Growth { get; init; } = 64L << 20;

    public TimeSpan Cpu { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How soon after the attack the process has to rest again, and its memory to be given back.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromSeconds(20);
}
