namespace Postamt.Operations.Jobs;

/// <summary>How long things are kept that nobody sees any more, and how often they are looked for.</summary>
public sealed record JobLimits
{
    /// <summary>The design: all heads of the ledger are sealed each minute.</summary>
    public TimeSpan SealEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An expunged mail can be brought back this long by whoever runs the post office.</summary>
    public TimeSpan ExpungedKept { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The design: a content nobody refers to goes a day later. Longer than any write that found it in use may take.</summary>
    public TimeSpan UnusedBlobKept { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The design: the filing key outlives the filing by 30 days, six times the life of a mail in the queue.</summary>
    public TimeSpan FilingKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Trace shows attempts this long; what became of a mail stands in the ledger for ever.</summary>
    public TimeSpan AttemptKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A node that has run this long again is not going to wake up as its own predecessor.</summary>
    public TimeSpan FencedOwnerKept { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Removed UIDs remembered a mailbox; a reader that was away for longer reads the mailbox anew (RFC 7162 5.3 leaves the number to us).</summary>
    public int TombstonesKept { get; init; } = 10_000;

    /// <summary>The design: octets an unclean stop has left without a row are kept 30 days.</summary>
    public TimeSpan LooseKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A segment with less than this share of live octets is compacted: each octet copied gives back at least one.</summary>
    public double CompactBelow { get; init; } = 0.5;

    /// <summary>Each content is read once in this time. Disks lose sectors silently; two losses of one content within it are what a repair cannot mend.</summary>
    public TimeSpan ScrubEvery { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Each table is held against its indexes once in this time.</summary>
    public TimeSpan CheckTablesEvery { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Of each job that reads or copies contents: a tenth of what a slow disk gives, and 20 TB in a scrub's period.</summary>
    public long ContentOctetsPerSecond { get; init; } = 8 * 1024 * 1024;

    /// <summary>Octets between two rests of such a job.</summary>
    public long PieceOctets { get; init; } = 2 * 1024 * 1024;

    public TimeSpan PurgeEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>DNS is asked for the records of keys that wait.</summary>
    public TimeSpan DkimKeysEvery { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan TrimEvery { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan ReleaseMemoryEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets above the least there was, and a quarter of that; with less to win it is not worth stopping all threads.</summary>
    public long ReleaseMemoryFrom { get; init; } = 32 * 1024 * 1024;

    /// <summary>Processor time by time since the last look: a quarter of one core. A server at work uses its memory again at once.</summary>
    public double ReleaseMemoryBelowLoad { get; init; } = 0.25;

    /// <summary>Rows of one transaction, the design's number for bulk changes.</summary>
    public int PieceRows { get; init; } = 1000;

    /// <summary>A start has better things to do than to clean up; not so long that a machine restarted each night never gets to it.</summary>
    public TimeSpan FirstRunWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A failed job is tried again after this time, or its own when that is shorter.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(5);
}
