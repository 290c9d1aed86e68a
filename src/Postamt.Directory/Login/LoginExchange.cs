using Microsoft.Extensions.Logging;
using Postamt.Cluster.Caching;
using Postamt.Cluster.Nodes;

namespace Postamt.Directory.Login;

/// <summary>
/// Tells the other nodes each second which sign-ins have failed here, and counts theirs. What could not be told while the database was away is told later, and so is
/// what could not be heard.
/// </summary>
internal sealed class LoginExchange(LoginThrottle throttle, ILoginFailures failures, CurrentEpoch epoch, LoginThrottleOptions options, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Clocks of nodes may differ by so much, and commits may be seen late.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Upkeep = TimeSpan.FromMinutes(10);

    /// <summary>Totals that were counted here already.</summary>
    private readonly BoundedCache<(long Epoch, string Key), int> _heard = new(options.Counters, options.Forget + Overlap, time);

    private DateTimeOffset _since = time.GetUtcNow() - options.Forget;
    private long _keptAt = time.GetTimestamp();

    /// <summary>Until told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) await StepAsync(end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }
    }

    internal async Task StepAsync(CancellationToken end)
    {
        var untold = throttle.TakeUntold();
        var now = time.GetUtcNow();
        try
        {
            foreach (var other in await failures.ExchangeAsync(epoch.Value.Epoch, untold, _since - Overlap, end)) Hear(other);
            _since = now;
            if (time.GetElapsedTime(_keptAt) < Upkeep) return;
            await failures.ForgetAsync(now - options.Forget - Overlap, end);
            _keptAt = time.GetTimestamp();
        }
        catch (IOException away)
        {
            // Told twice is slower than needed for a guesser; never told would be faster.
            throttle.GiveBack(untold);
            Log.FailuresNotExchanged(logger, away.Message);
        }
    }

    private void Hear(NodeFailures other)
    {
        var before = _heard.TryGet((other.Epoch, other.Key), out var known) ? known : 0;
        if (other.Failures > before) throttle.Hear(other.Key, other.Failures - before);
        _heard.Set((other.Epoch, other.Key), other.Failures);
    }
}
