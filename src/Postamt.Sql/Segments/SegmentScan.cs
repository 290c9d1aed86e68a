using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <param name="Damage">What is wrong with the record; null when it is whole and its content matches its hash.</param>
internal sealed record ScannedRecord(RecordHead Head, BlobLocation Location, string? Damage);

/// <summary>
/// Walks through a segment's records, past torn and damaged ones: where no record begins, the next one is looked for at each
/// multiple of 8. For the doctor, the nightly check, and finding records no row points at.
/// </summary>
internal static class SegmentScan
{
    private const int WindowLength = 1024 * 1024;

    /// <param name="verify">Reads and hashes each content with these keys; null: only heads are checked.</param>
    /// <exception cref="IOException">The file cannot be read, or is no segment of that number.</exception>
    public static async IAsyncEnumerable<ScannedRecord> ReadAsync(SegmentFiles files, int segment, ContentKeys? verify, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = files.Open(segment);
        var length = RandomAccess.GetLength(file);
        var header = new byte[SegmentFormat.FileHeaderLength];
        if (RandomAccess.Read(file, header, 0) < header.Length || !SegmentFormat.IsFileHeader(header, segment)) throw new IOException($"{files.PathOf(segment)} is not segment {segment}");
        for (long at = SegmentFormat.FileHeaderLength; at < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryReadHead(file, at, length, out var head))
            {
                var location = new BlobLocation(segment, at, head.StoredLength, head.Length);
                yield return new ScannedRecord(head, location, verify is null ? null : await ContentCheck.RunAsync(new SegmentRecord(file, location), head.Id, head.StoredLength, verify, cancellationToken));
                at += SegmentFormat.Padded(head.StoredLength);
            }
            else
            {
                at = FindMagic(file, at + SegmentFormat.Alignment, length);
            }
        }
    }

    private static bool TryReadHead(SafeFileHandle file, long at, long length, out RecordHead head)
    {
        head = default;
        if (at + SegmentFormat.HeadLength > length) return false;
        Span<byte> fixedPart = stackalloc byte[SegmentFormat.HeadLength];
        if (RandomAccess.Read(file, fixedPart, at) < fixedPart.Length || !SegmentFormat.TryReadHead(fixedPart, out head)) return false;
        if (at + head.StoredLength > length) return false;
        var whole = new byte[head.HeadLength];
        return RandomAccess.Read(file, whole, at) == whole.Length && SegmentFormat.IsWhole(whole);
    }

    private static long FindMagic(SafeFileHandle file, long from, long length)
    {
        var window = new byte[WindowLength];
        for (var at = from; at < length; at += WindowLength)
        {
            var read = RandomAccess.Read(file, window, at);
            for (var i = 0; i + 4 <= read; i += SegmentFormat.Alignment)
            {
                if (window.AsSpan(i).StartsWith(SegmentFormat.RecordMagic)) return at + i;
            }
            if (read < WindowLength) break;
        }
        return length;
    }
}
