namespace Postamt.Mail.Mime;

/// <summary>
/// The delimiters that can end something now, innermost last (RFC 2046 5.1.1: delimiters of all enclosing parts are live).
/// A line counts when it is "--", the whole boundary, an optional "--", and white space. RFC 2046 5.1.2 would let a prefix do;
/// such lines are only flagged, because half of all readers take them and half do not.
/// </summary>
internal sealed class BoundaryStack
{
    private readonly List<(byte[] Boundary, int Level)> _boundaries = [];
    private int _shortest = int.MaxValue;

    public bool IsEmpty => _boundaries.Count == 0;

    public bool Add(byte[] boundary, int level)
    {
        var unique = true;
        foreach (var (other, _) in _boundaries)
            unique &= !other.AsSpan().StartsWith(boundary) && !boundary.AsSpan().StartsWith(other);
        _boundaries.Add((boundary, level));
        _shortest = Math.Min(_shortest, boundary.Length);
        return unique;
    }

    /// <summary>Forgets the delimiters of parts deeper than this level.</summary>
    public void CloseAbove(int level)
    {
        while (_boundaries.Count > 0 && _boundaries[^1].Level > level)
            _boundaries.RemoveAt(_boundaries.Count - 1);
        _shortest = int.MaxValue;
        foreach (var (boundary, _) in _boundaries)
            _shortest = Math.Min(_shortest, boundary.Length);
    }

    /// <param name="line">Begins with "--", without its line break.</param>
    /// <param name="isOpen">Whether the multipart at a level still takes parts.</param>
    /// <returns>The level of the multipart whose delimiter this is, -1 when it is none.</returns>
    public int Find(ReadOnlySpan<byte> line, Func<int, bool> isOpen, out bool isClose, out bool isSuspicious)
    {
        isClose = isSuspicious = false;
        var text = line[2..];
        if (text.Length < _shortest)
            return -1;
        for (var i = _boundaries.Count - 1; i >= 0; i--)
        {
            var (boundary, level) = _boundaries[i];
            if (!text.StartsWith(boundary))
                continue;
            var tail = text[boundary.Length..];
            var close = tail.StartsWith("--"u8);
            if (!(close ? tail[2..] : tail).Trim(" \t"u8).IsEmpty || !isOpen(level))
            {
                isSuspicious = true;
                continue;
            }
            isClose = close;
            return level;
        }
        return -1;
    }
}
