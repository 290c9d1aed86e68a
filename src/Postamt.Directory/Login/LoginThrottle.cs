using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Caching;

namespace Postamt.Directory.Login;

/// <summary>
/// Failures by network, neighbourhood and account name, one set of counters for all protocols. Names that do not exist are counted like those
/// that do. An address from which the account signed in lately has a counter of its own with that account: others' guesses cannot lock it out.
/// </summary>
internal sealed class LoginThrottle(LoginThrottleOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly BoundedCache<string, Counter> _near = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<string, Counter> _wide = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<string, Counter> _names = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<(string Name, string Network), Counter> _pairs = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<(string Name, string Network), bool> _trusted = new(options.Counters, options.Trust, time);

    /// <summary>How long this sign-in has to wait; null for not at all.</summary>
    /// <param name="name">The lookup key of the name given.</param>
    public TimeSpan? Check(string name, IPAddress address)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var pair = (name, Networks.Near(address));
            // A person's own mistakes at a place that is known delay by a minute at the most and never ban.
            if (_trusted.TryGet(pair, out _)) return Wait(_pairs.TryGet(pair, out var own) ? own : default, now, 1, bans: false);
            var wait = Wait(_names.TryGet(name, out var named) ? named : default, now, 1, bans: true);
            if (options.SpareLoopback && IPAddress.IsLoopback(address)) return wait;
            return Longer(wait, Longer(
                Wait(_near.TryGet(pair.Item2, out var near) ? near : default, now, 1, bans: true),
                Wait(_wide.TryGet(Networks.Wide(address), out var wide) ? wide : default, now, options.WideFactor, bans: true)));
        }
    }

    public void Failed(string name, IPAddress address)
    {
        lock (_gate)
        {
            var network = Networks.Near(address);
            if (_trusted.TryGet((name, network), out _))
            {
                Count(_pairs, (name, network));
                return;
            }
            Count(_names, name);
            if (options.SpareLoopback && IPAddress.IsLoopback(address)) return;
            Count(_wide, Networks.Wide(address));
            var failures = Count(_near, network);
            if (failures == options.BanAfter) Log.NetworkBanned(logger, network, options.Ban, failures);
        }
    }

    /// <summary>The networks' counters stay: whoever has one account could clear them while guessing others.</summary>
    public void Succeeded(string name, IPAddress address)
    {
        lock (_gate)
        {
            var pair = (name, Networks.Near(address));
            _trusted.Set(pair, true);
            _pairs.Remove(pair);
        }
    }

    private int Count<TKey>(BoundedCache<TKey, Counter> counters, TKey key)
        where TKey : notnull
    {
        var failures = (counters.TryGet(key, out var counter) ? counter.Failures : 0) + 1;
        counters.Set(key, new Counter(failures, time.GetTimestamp()));
        return failures;
    }

    private TimeSpan? Wait(Counter counter, long now, int factor, bool bans)
    {
        var free = options.Free * factor;
        if (counter.Failures < free) return null;
        var doublings = Math.Min((counter.Failures - free) / factor, 20);
        var pause = options.FirstDelay * (1 << doublings);
        if (pause > options.LongestDelay) pause = options.LongestDelay;
        if (bans && counter.Failures >= options.BanAfter * factor) pause = options.Ban;
        var left = pause - time.GetElapsedTime(counter.Last, now);
        return left > TimeSpan.Zero ? left : null;
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    private readonly record struct Counter(int Failures, long Last);
}
