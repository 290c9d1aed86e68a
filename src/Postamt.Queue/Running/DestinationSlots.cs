using Postamt.Queue.Accepting;

namespace Postamt.Queue.Running;

/// <summary>
/// How many deliveries are under way, in all and to each destination. A remote one that takes long, because a server or its DNS hardly answers, leaves its place to
/// another after a while: waiting costs little, and nobody's mail stands behind it. What is filed here never waits for it. Used under the runner's own lock.
/// </summary>
internal sealed class DestinationSlots(QueueLimits limits, TimeProvider time)
{
    private readonly Dictionary<Destination, int> _inFlight = [];
    private readonly HashSet<Destination> _busy = [];

    /// <summary>In the order they began; some have left their place already.</summary>
    private readonly Queue<DeliverySlot> _began = [];
    private int _places;
    private int _remote;

    /// <summary>Remote deliveries that may begin now.</summary>
    public int FreeRemote
    {
        get
        {
            Age();
            return Math.Max(0, Math.Min(limits.Concurrency - _places, limits.MostUnderWay - _remote));
        }
    }

    /// <summary>After so long a delivery under way leaves its place; null while none has to, or none can.</summary>
    public TimeSpan? UntilFree => FreeRemote > 0 || _remote >= limits.MostUnderWay ? null : limits.Prompt - time.GetElapsedTime(_began.Peek().Began);

    /// <summary>Destinations that take no more now; a copy.</summary>
    public IReadOnlySet<Destination> Busy
    {
        get
        {
            var busy = new HashSet<Destination>(_busy);
            if (FreeRemote == 0) busy.Add(Destination.AnyRemote);
            return busy;
        }
    }

    /// <returns>Null: not now.</returns>
    public DeliverySlot? TryTake(Destination destination)
    {
        var now = _inFlight.GetValueOrDefault(destination);
        var limit = destination.IsRemote ? limits.PerRemoteDestination : limits.LocalConcurrency;
        if (now >= limit || destination.IsRemote && FreeRemote == 0) return null;
        _inFlight[destination] = now + 1;
        if (now + 1 >= limit) _busy.Add(destination);
        var slot = new DeliverySlot(destination, time.GetTimestamp());
        if (destination.IsRemote)
        {
            _began.Enqueue(slot);
            _places++;
            _remote++;
        }
        return slot;
    }

    public void Give(DeliverySlot slot)
    {
        var now = _inFlight[slot.Destination] - 1;
        if (now == 0) _inFlight.Remove(slot.Destination);
        else _inFlight[slot.Destination] = now;
        _busy.Remove(slot.Destination);
        if (!slot.Destination.IsRemote) return;
        _remote--;
        Leave(slot);
    }

    private void Age()
    {
        while (_began.TryPeek(out var oldest) && (oldest.HasLeft || time.GetElapsedTime(oldest.Began) >= limits.Prompt)) Leave(_began.Dequeue());
    }

    private void Leave(DeliverySlot slot)
    {
        if (slot.HasLeft) return;
        slot.HasLeft = true;
        _places--;
    }
}
