using System.Security.Cryptography;

namespace Postamt.Queue.Running;

/// <summary>When a deferred recipient is tried again: 5 minutes growing by half to 66, each moved by up to a tenth so that retries do not march in step.</summary>
public sealed class RetrySchedule(QueueLimits limits, RandomNumberGenerator random)
{
    /// <param name="attempts">Attempts made so far, this one included; at least 1.</param>
    public TimeSpan After(int attempts)
    {
        var minutes = limits.FirstRetry.TotalMinutes * Math.Pow(1.5, Math.Clamp(attempts - 1, 0, 30));
        minutes = Math.Min(minutes, limits.LongestRetry.TotalMinutes);
        Span<byte> chance = stackalloc byte[2];
        random.GetBytes(chance);
        var spread = ((BitConverter.ToUInt16(chance) / (double)ushort.MaxValue) - 0.5) * 0.2;
        return TimeSpan.FromMinutes(minutes * (1 + spread));
    }
}
