using System.Net;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;

namespace Postamt.Operations.Drills;

/// <summary>The doors of one node.</summary>
public sealed record DrillDoors(string Node, IPEndPoint Smtp, IPEndPoint Imap);

/// <summary>
/// Canary mail while something is broken on purpose: several a second, each sent as a sender does who knows all nodes (to the next one until one answers 250), and all
/// looked for in the mailbox at any node that answers. What is wrong afterwards is told by what was answered, not by the server.
/// </summary>
public sealed class DrillTraffic(MailProbe probe, IReadOnlyList<DrillDoors> doors, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Mails looked for in one session, which has <see cref="Patience"/>.</summary>
    private const int AtOnce = 25;

    private readonly EmailAddress _from = new("drill", probe.Account.Domain);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _out = [];
    private readonly DrillFigures _figures = new();
    private int _next;
    private long _lastAccept;

    public DrillFigures Figures
    {
        get
        {
            lock (_gate)
            {
                var pause = _lastAccept == 0 ? TimeSpan.Zero : time.GetElapsedTime(_lastAccept);
                return _figures with { UnderWay = _out.Count, LongestPause = pause > _figures.LongestPause ? pause : _figures.LongestPause };
            }
        }
    }

    /// <summary>Sends and reads until told to end, then reads what is still out.</summary>
    /// <param name="longestWait">For what is still out; what is not there then is lost.</param>
    public async Task<DrillFigures> RunAsync(TimeSpan longestWait, CancellationToken enough)
    {
        using var done = new CancellationTokenSource();
        var reading = ReadAsync(done.Token);
        var sending = new List<Task>();
        using (var timer = new PeriodicTimer(Interval, time))
        {
            try
            {
                while (await timer.WaitForNextTickAsync(enough))
                {
                    sending.RemoveAll(each => each.IsCompleted);
                    sending.Add(SendAsync(enough));
                }
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                // What is in hand is brought to its end.
            }
        }
        await Task.WhenAll(sending);
        var began = time.GetTimestamp();
        while (Figures.UnderWay > 0 && time.GetElapsedTime(began) < longestWait) await Task.Delay(Interval, time, CancellationToken.None);
        await done.CancelAsync();
        await reading;
        lock (_gate)
        {
            _figures.Lost = _out.Count;
            return _figures with { UnderWay = 0 };
        }
    }

    /// <summary>Until one node answers 250; who was told to come again does.</summary>
    private async Task SendAsync(CancellationToken enough)
    {
        var mark = Guid.NewGuid().ToString("N");
        var began = time.GetTimestamp();
        for (var isAgain = false; !(isAgain && enough.IsCancellationRequested); isAgain = true)
        {
            using var late = new CancellationTokenSource(Patience, time);
            try
            {
                await probe.SendAsync(doors[(int)((uint)Interlocked.Increment(ref _next) % doors.Count)].Smtp, _from, mark, "drill", "Sent while something is broken on purpose.", late.Token);
                Accepted(mark, began);
                return;
            }
            catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException)
            {
                Put(fault.Message.Contains("the answer was: 5", StringComparison.Ordinal));
            }
            await Task.Delay(Interval, time, CancellationToken.None);
        }
    }

    private async Task ReadAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            string[] marks;
            var isBehind = false;
            lock (_gate) marks = [.. _out.OrderBy(each => each.Value).Take(AtOnce).Select(each => each.Key)];
            using var late = CancellationTokenSource.CreateLinkedTokenSource(end);
            late.CancelAfter(Patience);
            try
            {
                if (marks.Length > 0)
                {
                    var found = await probe.FindAsync(doors[(int)((uint)Interlocked.Increment(ref _next) % doors.Count)].Imap, marks, removes: true, late.Token);
                    Back(found);
                    isBehind = found.Count == AtOnce;
                }
            }
            catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException)
            {
                lock (_gate) _figures.ReadsUnanswered++;
            }
            if (!isBehind) await Task.WhenAny(Task.Delay(Look, time, end));
        }
    }

    private void Accepted(string mark, long began)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var pause = _lastAccept == 0 ? TimeSpan.Zero : time.GetElapsedTime(_lastAccept, now);
            if (pause > _figures.LongestPause) _figures.LongestPause = pause;
            _lastAccept = now;
            _figures.Accepted++;
            _out[mark] = began;
        }
    }

    private void Put(bool isForGood)
    {
        lock (_gate)
        {
            if (isForGood) _figures.Refused++;
            else _figures.PutOff++;
        }
    }

    private void Back(IReadOnlyDictionary<string, int> found)
    {
        lock (_gate)
        {
            foreach (var (mark, copies) in found)
            {
                if (!_out.Remove(mark, out var began)) continue;
                var delay = time.GetElapsedTime(began);
                if (delay > _figures.LongestDelay) _figures.LongestDelay = delay;
                if (delay > DrillFigures.Delayed) _figures.Late++;
                if (copies > 1) _figures.Twice++;
            }
        }
    }
}
