using Microsoft.Extensions.Logging;

namespace Postamt.Queue.Running;

/// <summary>
/// Says whether the clock is to be believed about how long a mail has waited. The machine's clock may be set by days, to nonsense or back; the
/// time since this process started cannot. Where the two part by a leap, no age counts for an hour: time enough to set the clock right.
/// </summary>
internal sealed class ClockWatch
{
    private static readonly TimeSpan Leap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Distrust = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly long _started;
    private DateTimeOffset _began;
    private long? _leaptAt;

    public ClockWatch(TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _started = time.GetTimestamp();
        _began = time.GetUtcNow();
    }

    /// <summary>False from the first call that finds a leap until an hour later.</summary>
    public bool IsSteady()
    {
        lock (_lock)
        {
            // When this process would have begun by the clock of now.
            var began = _time.GetUtcNow() - _time.GetElapsedTime(_started);
            var leap = began - _began;
            // A clock that is drawn by small steps is followed.
            _began = began;
            if (leap.Duration() > Leap)
            {
                _leaptAt = _time.GetTimestamp();
                Log.ClockLeapt(_logger, leap);
            }
            return _leaptAt is not { } at || _time.GetElapsedTime(at) >= Distrust;
        }
    }
}
