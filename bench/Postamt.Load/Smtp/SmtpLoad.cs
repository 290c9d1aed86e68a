using System.Diagnostics;
using System.Net.Sockets;
using Postamt.Load.Mails;
using Postamt.Load.Servers;

namespace Postamt.Load.Smtp;

/// <summary>Sessions that send a number of mails as fast as they are accepted, each on a thread of its own.</summary>
/// <param name="perSecond">Mails that begin in a second, all sessions together; 0: as many as are accepted.</param>
internal sealed class SmtpLoad(IMailServer server, IReadOnlyList<MailAccount> recipients, SmtpCase work, bool pipelining, int perSecond = 0)
{
    private readonly MailPool _mails = new(work.KibiBytes * 1024);
    private readonly long[] _latencies = new long[work.Mails];
    private int _next = -1;
    private long _opened;

    /// <summary>Mails for the account at this place, when mail n goes to account n modulo their count.</summary>
    internal int For(int account) => work.Mails / recipients.Count + (account < work.Mails % recipients.Count ? 1 : 0);

    /// <summary>All sessions are connected and greeted before the first MAIL.</summary>
    /// <returns>When the first MAIL was allowed to go, and when the last answer came, in stopwatch ticks.</returns>
    internal async Task<(long First, long Last)> RunAsync()
    {
        var sessions = Enumerable.Range(0, Math.Min(work.Sessions, work.Mails)).Select(_ => new SmtpSession(server.Smtp, _mails, pipelining)).ToList();
        try
        {
            using var open = new ManualResetEventSlim();
            var threads = sessions.Select(session => Task.Factory.StartNew(() => Work(session, open), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            var first = _opened = Stopwatch.GetTimestamp();
            open.Set();
            await Task.WhenAll(threads);
            return (first, Stopwatch.GetTimestamp());
        }
        catch (SocketException fault)
        {
            throw new LoadException($"{server.Name} broke an SMTP session: {fault.Message}");
        }
        finally
        {
            foreach (var session in sessions) session.Dispose();
        }
    }

    /// <summary>Milliseconds from MAIL to the answer after the dot, ascending.</summary>
    internal double[] Latencies() => [.. _latencies.Select(ticks => ticks * 1000.0 / Stopwatch.Frequency).Order()];

    private void Work(SmtpSession session, ManualResetEventSlim open)
    {
        open.Wait();
        using var never = new ManualResetEventSlim();
        while (Interlocked.Increment(ref _next) is var number && number < work.Mails)
        {
            if (perSecond > 0 && TimeSpan.FromSeconds((double)number / perSecond) - Stopwatch.GetElapsedTime(_opened) is { Ticks: > 0 } early) never.Wait(early);
            _latencies[number] = session.Send(number, recipients[number % recipients.Count].Address);
        }
    }
}
