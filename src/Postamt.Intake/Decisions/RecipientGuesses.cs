using System.Net;
using Postamt.Cluster.Caching;
using Postamt.Directory.Login;

namespace Postamt.Intake.Decisions;

/// <summary>
/// Recipients that do not exist, counted by network and neighbourhood over all sessions, so that the directory cannot be guessed address by
/// address. A network that named too many of them gets one answer for every recipient, whether it exists or not, until time has
/// worn the count off. Bounded memory; nothing survives a restart.
/// </summary>
public sealed class RecipientGuesses
{
    private readonly Lock _gate = new();
    private readonly IntakeLimits _limits;
    private readonly TimeProvider _time;
    private readonly BoundedCache<string, Level> _near;
    private readonly BoundedCache<string, Level> _wide;

    public RecipientGuesses(IntakeLimits limits, TimeProvider time)
    {
        (_limits, _time) = (limits, time);
        // A count wears off within the hour.
        _near = new(limits.GuessCounters, TimeSpan.FromHours(1), time);
        _wide = new(limits.GuessCounters, TimeSpan.FromHours(1), time);
    }

    /// <summary>Whether the network is told nothing about recipients now.</summary>
    public bool IsOver(IPAddress address)
    {
        if (IsSpared(address)) return false;
        lock (_gate)
            return Now(_near, Networks.Near(address), _limits.GuessesPerHour) >= _limits.GuessesPerHour
                || Now(_wide, Networks.Wide(address), WideLimit) >= WideLimit;
    }

    /// <summary>Counts a recipient that does not exist; true when that was the one too many.</summary>
    public bool Count(IPAddress address)
    {
        if (IsSpared(address)) return false;
        lock (_gate)
        {
            var near = Raise(_near, Networks.Near(address), _limits.GuessesPerHour);
            var wide = Raise(_wide, Networks.Wide(address), WideLimit);
            return near >= _limits.GuessesPerHour || wide >= WideLimit;
        }
    }

    private int WideLimit => _limits.GuessesPerHour * _limits.GuessNeighbourhood;

    private bool IsSpared(IPAddress address) => _limits.SpareLoopback && IPAddress.IsLoopback(address);

    private double Raise(BoundedCache<string, Level> levels, string network, int limit)
    {
        var level = Now(levels, network, limit) + 1;
        levels.Set(network, new Level(level, _time.GetTimestamp()));
        return level;
    }

    private double Now(BoundedCache<string, Level> levels, string network, int limit) =>
        levels.TryGet(network, out var level) ? Math.Max(0, level.Value - limit * _time.GetElapsedTime(level.At).TotalHours) : 0;

    private readonly record struct Level(double Value, long At);
}
