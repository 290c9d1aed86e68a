namespace Postamt.Queue.Leasing;

/// <summary>
/// Watches the renewal counters of other epochs on this process's monotonic clock: clocks of other machines and steps of the wall clock do
/// not matter. Not thread-safe.
/// </summary>
public sealed class LeaseWatch(TimeProvider time)
{
    private readonly Dictionary<long, (long Counter, long Since)> _seen = [];

    /// <summary>True when the counter of this epoch has not moved for 15 s under our eyes.</summary>
    public bool IsStale(long epoch, long counter)
    {
        var now = time.GetTimestamp();
        if (!_seen.TryGetValue(epoch, out var seen) || seen.Counter != counter)
        {
            _seen[epoch] = (counter, now);
            return false;
        }
        return time.GetElapsedTime(seen.Since, now) >= LeaseTimes.Stale;
    }

    /// <summary>Epochs that hold nothing any more need no watching.</summary>
    public void Keep(IReadOnlySet<long> epochs)
    {
        foreach (var gone in _seen.Keys.Where(epoch => !epochs.Contains(epoch)).ToList()) _seen.Remove(gone);
    }
}
