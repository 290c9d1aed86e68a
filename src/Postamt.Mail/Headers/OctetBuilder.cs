using System.Buffers;

namespace Postamt.Mail.Headers;

/// <summary>Collects octets in a pooled array. Dispose gives it back.</summary>
internal struct OctetBuilder
{
    private byte[]? _rented;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _rented.AsSpan(0, Length);

    public void Append(byte octet)
    {
        if (_rented is null || Length == _rented.Length)
            Grow(1);
        _rented![Length++] = octet;
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        if (_rented is null || octets.Length > _rented.Length - Length)
            Grow(octets.Length);
        octets.CopyTo(_rented.AsSpan(Length));
        Length += octets.Length;
    }

    public void Dispose()
    {
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented = null;
        Length = 0;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(64, Math.Max(Length * 2, Length + more)));
        Written.CopyTo(larger);
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented = larger;
    }
}
