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

    /// <summary>Of a reader, who goes to another node sooner: mail that lies there is not late because one node does not show it.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(3);

    private readonly EmailAddress _from = new("drill", probe.Account.Domain);
    private readonly DrillJournal _journal = new(time);
    private int _next;

    public DrillFigures Figures => _journal.Figures;

    /// <summary>Empties the mailbox, then sends and reads until told to end, then reads what is still out, and counts all of it once more.</summary>
    /// <param name="longestWait">For what is still out; what is not there then is lost.</param>
    public async Task<DrillFigures> RunAsync(TimeSpan longestWait, CancellationToken enough)
    {
        await EmptyAsync(enough);
        using var done = new CancellationTokenSource();
        var reading = ReadAsync(done.Token);
        await SendAllAsync(enough);
        var began = time.GetTimestamp();
        while (_journal.IsWaiting && time.GetElapsedTime(began) < longestWait) await Task.Delay(Interval, time, CancellationToken.None);
        await done.CancelAsync();
        await reading;
        _journal.Close(await CountAsync(longestWait));
        return Figures;
    }

    private async Task SendAllAsync(CancellationToken enough)
    {
        var sending = new List<Task>();
        using var timer = new PeriodicTimer(Interval, time);
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
            await Task.WhenAll(sending);
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
                await probe.SendAsync(Next().Smtp, _from, mark, "drill", "Sent while something is broken on purpose.", late.Token);
                _journal.Accepted(mark, began);
                return;
            }
            catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException)
            {
                _journal.PutOff(mark, fault);
            }
            await Task.Delay(Interval, time, CancellationToken.None);
        }
    }

    private async Task ReadAsync(CancellationToken end)
    {
        for (long after = 0; !end.IsCancellationRequested; await Task.WhenAny(Task.Delay(Look, time, end)))
        {
            var seen = await TryAsync(async (mailbox, token) => await mailbox.ListAsync(after, token), end);
            if (seen is null) _journal.Unread();
            else if (seen.Count > 0)
            {
                _journal.Seen(seen);
                after = seen.Max(mail => mail.Uid);
            }
        }
    }

    /// <summary>All that lies in the mailbox; null when no node says.</summary>
    private async Task<IReadOnlyList<ProbeMail>?> CountAsync(TimeSpan longestWait)
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < longestWait; await Task.Delay(Look, time, CancellationToken.None))
        {
            if (await TryAsync(async (mailbox, token) => await mailbox.ListAsync(0, token), CancellationToken.None) is { } all) return all;
        }
        return null;
    }

    /// <summary>Of drills before. What cannot be taken away is nobody's of this one: each mail has a mark of its own.</summary>
    private async Task EmptyAsync(CancellationToken cancellationToken) => await TryAsync(
        async (mailbox, token) =>
        {
            var left = await mailbox.ListAsync(0, token);
            await mailbox.RemoveAsync(left, token);
            return left;
        },
        cancellationToken);

    /// <returns>Null when it was not answered.</returns>
    private async Task<IReadOnlyList<ProbeMail>?> TryAsync(Func<ProbeMailbox, CancellationToken, Task<IReadOnlyList<ProbeMail>>> work, CancellationToken end)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(end);
        late.CancelAfter(LookPatience);
        try
        {
            await using var mailbox = await probe.OpenAsync(Next().Imap, late.Token);
            return await work(mailbox, late.Token);
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException)
        {
            return null;
        }
    }

    private DrillDoors Next() => doors[(int)((uint)Interlocked.Increment(ref _next) % doors.Count)];
}
