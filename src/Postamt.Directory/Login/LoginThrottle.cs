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
    private const char Name = 'a', Wide = 'w', Near = 'n';
    private const int LeastTold = 2;
    private const int MostUntold = 10_000;

    private readonly Lock _gate = new();
    private readonly BoundedCache<string, Counter> _near = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<string, Counter> _wide = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<string, Counter> _names = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<(string Name, string Network), Counter> _pairs = new(options.Counters, options.Forget, time);
    private readonly BoundedCache<(string Name, string Network), bool> _trusted = new(options.Counters, options.Trust, time);

    /// <summary>Failures that other nodes have not been told of, by key.</summary>
    private Dictionary<string, int> _untold = [];

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
                Count(_pairs, (name, network), 1);
                return;
            }
            Tell(Name, name, Count(_names, name, 1));
            if (options.SpareLoopback && IPAddress.IsLoopback(address)) return;
            Tell(Wide, Networks.Wide(address), Count(_wide, Networks.Wide(address), 1));
            var failures = Count(_near, network, 1);
            Tell(Near, network, failures);
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

    /// <summary>What other nodes are to be told; told once.</summary>
    public IReadOnlyDictionary<string, int> TakeUntold()
    {
        lock (_gate)
        {
            var taken = _untold;
            _untold = [];
            return taken;
        }
    }

    /// <summary>They could not be told.</summary>
    public void GiveBack(IReadOnlyDictionary<string, int> untold)
    {
        lock (_gate)
        {
            foreach (var (key, failures) in untold) Add(key, failures);
        }
    }

    /// <summary>Failures at another node.</summary>
    public void Hear(string key, int failures)
    {
        lock (_gate)
        {
            var counters = key[0] switch
            {
                Name => _names,
                Wide => _wide,
                Near => _near,
                _ => null,
            };
            if (counters is not null) Count(counters, key[1..], failures);
        }
    }

    /// <summary>Who fails once is nobody's business; with the second failure the first is told, too.</summary>
    private void Tell(char kind, string key, int failures)
    {
        if (failures >= LeastTold) Add(kind + key, failures == LeastTold ? LeastTold : 1);
    }

    private void Add(string key, int failures)
    {
        if (_untold.Count < MostUntold || _untold.ContainsKey(key)) _untold[key] = _untold.GetValueOrDefault(key) + failures;
    }

    private int Count<TKey>(BoundedCache<TKey, Counter> counters, TKey key, int more)
        where TKey : notnull
    {
        var failures = (counters.TryGet(key, out var counter) ? counter.Failures : 0) + more;
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
