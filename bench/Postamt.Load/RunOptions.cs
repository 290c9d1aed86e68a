namespace Postamt.Load;

internal sealed record RunOptions
{
    public required int Rounds { get; init; }

    public required bool WithPeer { get; init; }

    /// <summary>The folder data folders are made in.</summary>
    public required string Work { get; init; }

    /// <summary>Null: bench/results, when the run is whole.</summary>
    public string? Out { get; init; }

    public bool Keep { get; init; }

    /// <summary>The script runs this program under strace, which adds so much to each forced write.</summary>
    public bool SlowSync { get; init; }

    public const int SlowSyncMilliseconds = 5;
}
