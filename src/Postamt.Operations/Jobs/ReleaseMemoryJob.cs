using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>
/// Gives memory back to the system after a burst. Both the runtime and the C library keep what they once needed; alone on its machine
/// that harms nobody, beside others it does. Done is the number of octets given back. Only while there is little to do: it stops all threads for
/// some hundredths of a second.
/// </summary>
public sealed class ReleaseMemoryJob(IProcessMemory memory, JobLimits limits, TimeProvider time) : IJob
{
    private long _least = memory.ResidentOctets;
    private TimeSpan _busy = memory.ProcessorTime;
    private long _looked = time.GetTimestamp();

    public string Name => "release memory";

    public TimeSpan Every => limits.ReleaseMemoryEvery;

    public bool IsEachNodes => true;

    public ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var (busy, looked) = (memory.ProcessorTime, time.GetTimestamp());
        var share = (busy - _busy) / time.GetElapsedTime(_looked, looked);
        (_busy, _looked) = (busy, looked);
        var resident = memory.ResidentOctets;
        _least = Math.Min(_least, resident);
        if (resident - _least < Math.Max(limits.ReleaseMemoryFrom, _least / 4) || share > limits.ReleaseMemoryBelowLoad) return new(0);
        memory.Release();
        // What stays is in use: the next burst is measured from here.
        _least = memory.ResidentOctets;
        return new(Math.Max(0, resident - _least));
    }
}
