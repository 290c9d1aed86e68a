namespace Postamt.Sql.Engines;

/// <param name="DataFolder">Made when missing.</param>
public sealed record EmbeddedEngineOptions(string DataFolder)
{
    /// <summary>Also a copy that is not complete is opened: by who completes it.</summary>
    public bool MayBeUnfinished { get; init; }

    /// <summary>The keys contents are encrypted with; null: they are stored as they are.</summary>
    public string? ContentKeyFile { get; init; }

    /// <summary>A segment past this many octets is followed by a new one (DESIGN 4: 256 MB).</summary>
    public long SegmentOctets { get; init; } = Segments.SegmentLog.DefaultRollAt;

    /// <summary>Pages after which the write-ahead log is moved into the database; null to take what the disk's size allows.</summary>
    public int? CheckpointPages { get; init; }

    /// <summary>A transaction that has so many octets of contents at most takes them with its rows, and is forced to the disk once instead of twice (DESIGN 4: 8 to 16 KB).</summary>
    public int InlineOctets { get; init; } = 8 * 1024;

    /// <summary>Reads at the same time; more wait. Each connection has up to 16 MiB of page cache.</summary>
    public int ReadConnections { get; init; } = Math.Clamp(Environment.ProcessorCount * 2, 4, 32);
}
