namespace Postamt.Operations.Drills;

/// <summary>Something a running node pretends for a drill. It goes off by itself: whoever switched it on may be gone. Safe for all threads.</summary>
public sealed class DrillSwitch(TimeProvider time) : IDisposable
{
    /// <summary>Nobody pretends for longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isOn;

    /// <summary>After it went on or off.</summary>
    public event Action<bool>? Changed;

    public bool IsOn => Volatile.Read(ref _isOn);

    public void On(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = time.CreateTimer(_ => Off(), null, length, Timeout.InfiniteTimeSpan);
        }
        Set(true);
    }

    public void Off() => Set(false);

    public void Dispose()
    {
        lock (_gate) _timer?.Dispose();
    }

    private void Set(bool isOn)
    {
        lock (_gate)
        {
            if (_isOn == isOn) return;
            _isOn = isOn;
        }
        Changed?.Invoke(isOn);
    }
}
