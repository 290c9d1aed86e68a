using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Queue.Running;

/// <summary>
/// Leases due recipients and hands them to delivery, as many at once as the limits allow. Invariants: a mail under way holds a slot
/// of its destination; a slow destination takes no slot of another; what was leased is completed or given back, also when the runner stops.
/// </summary>
public sealed class QueueRunner(
    IQueue queue,
    Delivery delivery,
    CurrentEpoch current,
    LeaseKeeper leases,
    QueueLimits limits,
    TimeProvider time,
    ILogger<QueueRunner> logger)
{
    /// <summary>What another node has put there and died before it could lease it waits no longer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly DestinationSlots _slots = new(limits, time);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<Task, byte> _underWay = new();

    /// <summary>Runs until stopped; then waits for deliveries under way, which end at their own deadlines or by <paramref name="abort"/>.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        queue.Enqueued += Wake;
        try
        {
            await DispatchUntilAsync(stop, abort);
            await Task.WhenAll(_underWay.Keys);
        }
        finally
        {
            queue.Enqueued -= Wake;
        }
    }

    private async ValueTask DispatchUntilAsync(CancellationToken stop, CancellationToken abort)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var wait = await DispatchAsync(stop, abort);
                if (wait > TimeSpan.Zero) await WaitAsync(wait, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A look at the queue was cut short; what is under way still comes to its end.
            Log.RunnerStopped(logger);
        }
    }

    /// <summary>Leases what is due now and starts it; how long to wait before looking again.</summary>
    private async ValueTask<TimeSpan> DispatchAsync(CancellationToken stop, CancellationToken abort)
    {
        int free;
        TimeSpan? untilFree;
        IReadOnlySet<Destination> busy;
        lock (_gate)
        {
            (free, untilFree, busy) = (_slots.FreeRemote, _slots.UntilFree, _slots.Busy);
        }
        var epoch = current.Value;
        var leased = await queue.LeaseAsync(epoch, free == 0 ? limits.LocalConcurrency : Math.Min(free, 64), busy, stop);
        if (!leased.TryGet(out var messages))
        {
            if (leased.Error == StoreError.Gone) return await leases.ReviveAsync(epoch, stop) ? TimeSpan.Zero : AfterFault;
            Log.LeaseUnavailable(logger, leased.Detail ?? leased.Error.ToString()!);
            return AfterFault;
        }
        foreach (var message in messages) await StartAsync(epoch, message, stop, abort);
        if (messages.Count > 0) return TimeSpan.Zero;
        var wait = await UntilNextDueAsync(busy.Count > 0, stop);
        return untilFree < wait ? untilFree.Value : wait;
    }

    private async ValueTask StartAsync(NodeEpoch epoch, LeasedMessage message, CancellationToken stop, CancellationToken abort)
    {
        DeliverySlot? slot;
        lock (_gate) slot = _slots.TryTake(message.Destination);
        if (slot is null)
        {
            await queue.ReleaseAsync(epoch, message);
            return;
        }
        var task = DeliverAsync(epoch, message, slot, stop, abort);
        _underWay[task] = 0;
        _ = task.ContinueWith(done => _underWay.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task DeliverAsync(NodeEpoch epoch, LeasedMessage message, DeliverySlot slot, CancellationToken stop, CancellationToken abort)
    {
        await Task.Yield();
        var broke = false;
        try
        {
            await delivery.DeliverAsync(epoch, message, new DotGuard(queue, epoch, leases.Clock, message), abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            await queue.ReleaseAsync(epoch, message);
        }
        catch (Exception fault)
        {
            Log.DeliveryBroke(logger, message.AcceptId, (int)limits.FirstRetry.TotalMinutes, fault);
            broke = true;
        }
        finally
        {
            lock (_gate) _slots.Give(slot);
            Wake();
        }
        if (broke) await ReleaseLaterAsync(epoch, message, stop);
    }

    /// <summary>What became of it is not written, and its lease would last as long as this process.</summary>
    private async Task ReleaseLaterAsync(NodeEpoch epoch, LeasedMessage message, CancellationToken stop)
    {
        await SettledAsync(Task.Delay(limits.FirstRetry, time, stop));
        await queue.ReleaseAsync(epoch, message);
    }

    private async ValueTask<TimeSpan> UntilNextDueAsync(bool someBusy, CancellationToken stop)
    {
        var next = await queue.NextDueAsync(stop);
        if (!next.TryGet(out var due)) return AfterFault;
        if (due is null) return LongestWait;
        var wait = due.Value - time.GetUtcNow();
        // Due but not leased: its destination is busy, and a finished delivery wakes us.
        if (wait <= TimeSpan.Zero) return someBusy ? LongestWait : AfterFault;
        return wait < LongestWait ? wait : LongestWait;
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var timer = Task.Delay(wait, time, either.Token);
        var woken = _wake.WaitAsync(either.Token);
        await Task.WhenAny(timer, woken);
        await either.CancelAsync();
        await Task.WhenAll(SettledAsync(timer), SettledAsync(woken));
    }

    private static Task SettledAsync(Task task) =>
        task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake: one look at the queue serves both calls.
            return;
        }
    }
}
