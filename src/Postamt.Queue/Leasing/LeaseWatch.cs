namespace Postamt.Queue.Leasing;

/// <summary>
/// Watches the renewal counters of other epochs on this process's monotonic clock: clocks of other machines and steps of the wall clock do
/// not matter. Only time in which the database answered counts. Not thread-safe.
/// </summary>
public sealed class LeaseWatch(TimeProvider time)
{
    private readonly Dictionary<long, Seen> _seen = [];

    /// <summary>True when the counter of this epoch has not moved for 15 s under our eyes.</summary>
    public bool IsStale(long epoch, long counter)
    {
        var now = time.GetTimestamp();
        var isNew = !_seen.TryGetValue(epoch, out var seen) || seen.Counter != counter || time.GetElapsedTime(seen.Looked, now) > LeaseTimes.LookedAway;
        _seen[epoch] = new Seen(counter, isNew ? now : seen.Since, now);
        return !isNew && time.GetElapsedTime(seen.Since, now) >= LeaseTimes.Stale;
    }

    /// <summary>Epochs that hold nothing any more need no watching.</summary>
    public void Keep(IReadOnlySet<long> epochs)
    {
        foreach (var gone in _seen.Keys.Where(epoch => !epochs.Contains(epoch)).ToList()) _seen.Remove(gone);
    }

    private readonly record struct Seen(long Counter, long Since, long Looked);
}
