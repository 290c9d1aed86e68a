namespace Postamt.Queue.Running;

/// <summary>Numbers of the queue, each with its source.</summary>
public sealed record QueueLimits
{
    /// <summary>Deliveries to other servers at once on this node that have begun within <see cref="Prompt"/>. Memory: each holds at most a few 64 KiB buffers.</summary>
    public int Concurrency { get; init; } = 200;

    /// <summary>A delivery that takes longer waits for somebody, and leaves its place to another.</summary>
    public TimeSpan Prompt { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deliveries to other servers at once, with those that wait (Postfix' default_process_limit is 100 processes; these are none).</summary>
    public int MostUnderWay { get; init; } = 2_000;

    /// <summary>Connections to one remote destination at once (as Postfix' default_destination_concurrency_limit).</summary>
    public int PerRemoteDestination { get; init; } = 20;

    /// <summary>Local expansions and filings at once; the writer groups them.</summary>
    public int LocalConcurrency { get; init; } = 32;

    /// <summary>How long a lease lives without renewal, and how often it is renewed (DESIGN: 15 s, 5 s).</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The final dot needs a renewal younger than this.</summary>
    public TimeSpan DotFreshness { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>RFC 5321 4.5.4.1: retries go on for 4 to 5 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(5);

    /// <summary>Bounces themselves are given up sooner; nobody waits for them.</summary>
    public TimeSpan NoticeLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The sender hears of a delay once, after this long (Postfix' delay_warning_time as commonly set).</summary>
    public TimeSpan DelayNoticeAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Failures of one mail's other recipients are waited for this long, so that one notice tells of them all. Ours: a sender hardly notices.</summary>
    public TimeSpan NoticeGather { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>First retry; RFC 5321 4.5.4.1 would allow 30 minutes, greylisting makes 5 useful.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After a fault of our own: the lease that was not sure, the line that was cut are back in seconds; a database that changes hands within half a minute.</summary>
    public TimeSpan FirstOwnRetry { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(66);
}
