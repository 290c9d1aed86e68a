namespace Postamt.Sql.Writing;

/// <summary>Requests that wait for the writer, by kind. Each batch leaves some places to the later kinds, so that none starves.</summary>
internal sealed class WriteLanes
{
    public const int MaxBatch = 256;
    /// <summary>Octets of bodies in a batch, past which no further request joins it: all of a batch wait for all its bodies.</summary>
    public const long MaxOctets = 16 * 1024 * 1024;

    private const int MaxBulk = 4;
    private const int KeptForChanges = 64;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Queue<WriteRequest>[] _lanes = [new(), new(), new()];
    private readonly List<WriteRequest> _returned = [];
    private bool _closed;

    private bool IsEmpty => _returned.Count == 0 && _lanes.All(lane => lane.Count == 0);

    /// <summary>False after <see cref="Close"/>.</summary>
    public bool TryAdd(WriteRequest request)
    {
        lock (_gate)
        {
            if (_closed) return false;
            var wasEmpty = IsEmpty;
            _lanes[(int)request.Kind].Enqueue(request);
            if (wasEmpty) _filled.Release();
        }
        return true;
    }

    /// <summary>Taken, and not written yet: they come first in the next batch. False after <see cref="Close"/>.</summary>
    public bool TryReturn(IReadOnlyCollection<WriteRequest> requests)
    {
        lock (_gate)
        {
            if (_closed) return false;
            var wasEmpty = IsEmpty;
            _returned.AddRange(requests);
            if (wasEmpty && !IsEmpty) _filled.Release();
        }
        return true;
    }

    /// <summary>Waits for requests and takes up to a batch of them; false when closed and empty.</summary>
    public bool Take(List<WriteRequest> batch)
    {
        _filled.Wait();
        lock (_gate)
        {
            batch.AddRange(_returned);
            var octets = _returned.Sum(request => request.OctetsToAppend);
            _returned.Clear();
            var changes = Math.Min(_lanes[1].Count, KeptForChanges);
            Move(_lanes[0], batch, MaxBatch - batch.Count - changes, ref octets);
            Move(_lanes[1], batch, MaxBatch - batch.Count, ref octets);
            Move(_lanes[2], batch, MaxBulk, ref octets);
            if (_closed || _lanes.Any(lane => lane.Count > 0)) _filled.Release();
            return batch.Count > 0 || !_closed;
        }
    }

    /// <summary>Nothing more is taken in; what waits is still written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            _filled.Release();
        }
    }

    private static void Move(Queue<WriteRequest> lane, List<WriteRequest> batch, int limit, ref long octets)
    {
        for (var i = 0; i < limit && octets < MaxOctets && lane.TryDequeue(out var request); i++)
        {
            batch.Add(request);
            octets += request.OctetsToAppend;
        }
    }
}
