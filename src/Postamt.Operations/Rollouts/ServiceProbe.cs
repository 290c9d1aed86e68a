using System.Net;
using Postamt.Operations.Canary;

namespace Postamt.Operations.Rollouts;

/// <summary>
/// Asks again and again, as a sender with the addresses of all nodes does: it tries one after the other until one takes sender and recipient. What a client would have
/// seen of an update.
/// </summary>
/// <param name="isProxied">Connections from such an address have to begin with a PROXY header.</param>
/// <param name="interval">From one question to the next, whether the first is answered or not.</param>
public sealed class ServiceProbe(IReadOnlyList<IPEndPoint> doors, Func<IPAddress, bool> isProxied, TimeSpan interval, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _probes = [];
    private ProbeFigures _figures = new(0, 0, 0, 0, TimeSpan.Zero);
    private Task _work = Task.CompletedTask;
    private bool _asksRecipient = true;
    private int _next;

    public ProbeFigures Figures
    {
        get
        {
            lock (_gate) return _figures;
        }
    }

    /// <summary>Looks first whether there is a postmaster already: a post office without people has none, and refuses that recipient whatever runs.</summary>
    public async Task StartAsync()
    {
        foreach (var door in doors) _asksRecipient &= await TryAsync(door) != Answer.Refused;
        _work = RunAsync();
    }

    /// <summary>No new ones; those that ask come to their end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await Task.WhenAll(_probes);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                _probes.RemoveAll(probe => probe.IsCompleted);
                _probes.Add(AskAsync(_next++));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The update is over.
            return;
        }
    }

    private async Task AskAsync(int first)
    {
        var began = time.GetTimestamp();
        var (answer, tries) = (Answer.None, 0);
        for (; tries < doors.Count && answer != Answer.Taken; tries++)
        {
            var heard = await TryAsync(doors[(first + tries) % doors.Count]);
            if (heard == Answer.Refused || answer == Answer.None) answer = heard;
            if (heard == Answer.Taken) answer = Answer.Taken;
        }
        var took = time.GetElapsedTime(began);
        lock (_gate)
        {
            _figures = new ProbeFigures(
                _figures.Asked + 1,
                _figures.Unserved + (answer == Answer.Taken ? 0 : 1),
                _figures.Refused + (answer == Answer.Refused ? 1 : 0),
                _figures.Reconnects + tries - 1,
                took > _figures.LongestPause ? took : _figures.LongestPause);
        }
    }

    private async Task<Answer> TryAsync(IPEndPoint door)
    {
        using var late = new CancellationTokenSource(Patience, time);
        try
        {
            await using var talk = await LineTalk.OpenAsync(door, isProxied, late.Token);
            await talk.ExpectAsync("220", late.Token);
            await talk.AskAsync("EHLO probe.invalid", "250", late.Token);
            await talk.AskAsync("MAIL FROM:<>", "250", late.Token);
            // RFC 5321 4.5.1: each server knows it.
            if (_asksRecipient) await talk.AskAsync("RCPT TO:<postmaster>", "250", late.Token);
            await talk.SayAsync("QUIT", late.Token);
            return Answer.Taken;
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException)
        {
            return fault is UnexpectedReplyException { IsForGood: true } ? Answer.Refused : Answer.None;
        }
    }

    private enum Answer
    {
        None,
        Refused,
        Taken,
    }
}

/// <param name="Unserved">No node took the mail.</param>
/// <param name="Refused">Of these: a node said "never".</param>
/// <param name="Reconnects">Tries at another node, after one that did not serve.</param>
/// <param name="LongestPause">From the beginning of a probe to its end.</param>
public sealed record ProbeFigures(int Asked, int Unserved, int Refused, int Reconnects, TimeSpan LongestPause);
