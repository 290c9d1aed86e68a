using Postamt.Queue.Accepting;

namespace Postamt.Queue.Running;

/// <summary>How many deliveries are under way, in all and to each destination. Used under the runner's own lock.</summary>
internal sealed class DestinationSlots(QueueLimits limits)
{
    private readonly Dictionary<Destination, int> _inFlight = [];
    private readonly HashSet<Destination> _busy = [];

    public int Total { get; private set; }

    public int Free => limits.Concurrency - Total;

    /// <summary>Destinations that take no more now; a copy.</summary>
    public IReadOnlySet<Destination> Busy => new HashSet<Destination>(_busy);

    public bool TryTake(Destination destination)
    {
        var now = _inFlight.GetValueOrDefault(destination);
        var limit = destination.IsLocal || destination.IsNotice ? limits.LocalConcurrency : limits.PerRemoteDestination;
        if (now >= limit) return false;
        _inFlight[destination] = now + 1;
        if (now + 1 >= limit) _busy.Add(destination);
        Total++;
        return true;
    }

    public void Give(Destination destination)
    {
        var now = _inFlight[destination] - 1;
        if (now == 0) _inFlight.Remove(destination);
        else _inFlight[destination] = now;
        _busy.Remove(destination);
        Total--;
    }
}
