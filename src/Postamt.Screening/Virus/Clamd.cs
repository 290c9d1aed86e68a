using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Postamt.Screening.Virus;

/// <summary>
/// Clamds that stand in for each other: each scan begins with another one, goes on with the next when one cannot be had, and ends when one has answered. What one says of a
/// content is not asked of another.
/// </summary>
public sealed class Clamd(IReadOnlyList<ClamdAddress> addresses, ClamdLimits limits, TimeProvider time, ILogger<Clamd> logger) : IScanner
{
    private readonly long[] _restsFrom = new long[addresses.Count];
    private int _next;

    public async ValueTask<ScanResult> ScanAsync(Func<Stream> open, CancellationToken cancellationToken)
    {
        var why = "no virus scanner is set";
        var first = Interlocked.Increment(ref _next);
        // Those that were away a moment ago come last: they are asked when nobody else is left.
        foreach (var i in Enumerable.Range(0, addresses.Count).Select(i => (int)((uint)(first + i) % (uint)addresses.Count)).OrderBy(Rests).ToList())
        {
            try
            {
                var result = ClamdAnswer.Read(await AskAsync(addresses[i], open, cancellationToken));
                Volatile.Write(ref _restsFrom[i], 0);
                if (result is not ScanResult.NotScanned { IsPassing: true } broken) return result;
                why = broken.Why;
            }
            catch (Exception fault) when (fault is SocketException or IOException || fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                why = fault is OperationCanceledException ? $"the virus scanner at {addresses[i]} did not answer in time" : $"the virus scanner at {addresses[i]} cannot be asked: {fault.Message}";
            }
            Volatile.Write(ref _restsFrom[i], time.GetTimestamp());
            Log.ScannerAway(logger, addresses[i].Text, why);
        }
        return new ScanResult.NotScanned(why, IsPassing: true);
    }

    private bool Rests(int i) => Volatile.Read(ref _restsFrom[i]) is not 0 and var since && time.GetElapsedTime(since) < limits.Rest;

    private async ValueTask<string> AskAsync(ClamdAddress address, Func<Stream> open, CancellationToken cancellationToken)
    {
        using var wire = new Socket(address.EndPoint.AddressFamily, SocketType.Stream, address.EndPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        using var connecting = new CancellationTokenSource(limits.ConnectTime, time);
        using var scanning = new CancellationTokenSource(limits.ScanTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, scanning.Token);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(either.Token, connecting.Token);
        await wire.ConnectAsync(address.EndPoint, first.Token);
        await using var content = open();
        return await ClamdTalk.ScanAsync(wire, content, either.Token);
    }
}
