using Microsoft.Extensions.Time.Testing;

namespace Postamt.Queue.Tests;

/// <summary>A clock that can be set while the time since the start goes on as before.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly FakeTimeProvider _steady = new(Mails.Queued);

    public TimeSpan Leap { get; set; }

    public override long TimestampFrequency => _steady.TimestampFrequency;

    public void Advance(TimeSpan time) => _steady.Advance(time);

    public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + Leap;

    public override long GetTimestamp() => _steady.GetTimestamp();
}
