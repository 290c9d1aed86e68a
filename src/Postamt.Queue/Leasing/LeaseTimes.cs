namespace Postamt.Queue.Leasing;

/// <summary>The times and sizes of a lease.</summary>
public static class LeaseTimes
{
    /// <summary>A lease whose renewals stood still this long, by the taker's own clock, is free.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Who looked away longer than this, because the database did not answer or the process stood still, counts from anew: the owner may have been no better off.</summary>
    public static readonly TimeSpan LookedAway = TimeSpan.FromSeconds(10);

    /// <summary>Recipients in one group: what one transaction with another server takes at once.</summary>
    public const int MaxGroup = 100;

    /// <summary>Recipients one notice tells of: as many as a mail may have.</summary>
    public const int MaxNoticeGroup = 1000;

    public static int MaxOf(Accepting.Destination destination) => destination.IsNotice ? MaxNoticeGroup : MaxGroup;
}
