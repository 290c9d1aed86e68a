namespace Postamt.Net;

/// <summary>
/// The patience with one body (DATA, BDAT, literal). Waiting for the peer spends patience, arriving bytes earn it
/// back at the minimum rate, never above the start. A peer that drips one byte in ten seconds is cut after
/// about <c>patience</c>; the time the server itself needs to store the bytes is not counted.
/// </summary>
public sealed class ContentPace
{
    private readonly TimeSpan _patience;
    private readonly int _bytesPerSecond;
    private TimeSpan _left;

    /// <param name="patience">The longest silence, and the credit against the minimum rate.</param>
    /// <param name="bytesPerSecond">The minimum rate in octets a second.</param>
    public ContentPace(TimeSpan patience, int bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(patience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        _patience = patience;
        _bytesPerSecond = bytesPerSecond;
        _left = patience;
    }

    /// <summary>All octets of this body that have arrived.</summary>
    public long Received { get; private set; }

    internal TimeSpan Left => _left;

    internal bool Spent => _left <= TimeSpan.Zero;

    internal void Wait(TimeSpan waited) => _left -= waited;

    internal void Arrive(long bytes)
    {
        Received += bytes;
        // A huge arrival must not overflow: the credit is capped anyway.
        double earned = Math.Min((double)bytes / _bytesPerSecond, _patience.TotalSeconds);
        TimeSpan left = _left + TimeSpan.FromSeconds(earned);
        _left = left > _patience ? _patience : left;
    }
}
