using System.Security.Cryptography;

namespace Postamt.Queue.Running;

/// <summary>
/// When a deferred recipient is tried again: 5 minutes growing by half to 66; after a fault of our own 3 seconds growing twofold to 5 minutes. Each is moved by up to a tenth, so that
/// retries do not march in step.
/// </summary>
public sealed class RetrySchedule(QueueLimits limits, RandomNumberGenerator random)
{
    /// <param name="attempts">Attempts made so far, this one included; at least 1.</param>
    public TimeSpan After(int attempts) => Spread(limits.FirstRetry, 1.5, attempts, limits.LongestRetry);

    /// <param name="attempts">Attempts made so far, this one included; at least 1.</param>
    public TimeSpan AfterOwnFault(int attempts) => Spread(limits.FirstOwnRetry, 2, attempts, limits.FirstRetry);

    private TimeSpan Spread(TimeSpan first, double growth, int attempts, TimeSpan longest)
    {
        var wait = Math.Min(first.TotalSeconds * Math.Pow(growth, Math.Clamp(attempts - 1, 0, 30)), longest.TotalSeconds);
        Span<byte> chance = stackalloc byte[2];
        random.GetBytes(chance);
        var spread = ((BitConverter.ToUInt16(chance) / (double)ushort.MaxValue) - 0.5) * 0.2;
        return TimeSpan.FromSeconds(wait * (1 + spread));
    }
}
