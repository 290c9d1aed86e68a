using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <summary>
/// Appends records to the current segment; used by the writer's thread alone. What is appended is gathered in memory and durable
/// after <see cref="Sync"/>. A segment that was not closed in order is never written again: a new one is begun. The one exception
/// is what a failed batch left at the tail, which no row points at: the next batch writes over it. Large contents never come here
/// (<see cref="LargeSegments"/>), and their segments may have higher numbers than the current one.
/// </summary>
internal sealed class SegmentLog : IDisposable
{
    /// <summary>A segment past this is followed by a new one.</summary>
    public const long DefaultRollAt = 256L * 1024 * 1024;

    private const int GatherLength = 1024 * 1024;
    private const string CleanMark = "clean";

    private readonly SegmentFiles _files;
    private readonly DiskAccess _disk;
    private readonly long _rollAt;
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(GatherLength, pinned: true);
    private SafeFileHandle? _file;
    private int _gatheredLength;
    private long _written;
    private long _batchStart;

    public SegmentLog(SegmentFiles files, DiskAccess disk, long rollAt)
    {
        _files = files;
        _disk = disk;
        _rollAt = rollAt;
        if (ReadCleanMark(out var segment, out var written)) (Segment, _written, _file) = (segment, written, OpenForWriting(segment));
        WasClean = _file is not null || files.List().Count == 0;
        if (_file is not null) files.GrowsAgain(Segment);
        File.Delete(Path.Combine(files.Folder, CleanMark));
        _disk.SyncFolder(files.Folder);
        if (_file is null) Begin();
        _batchStart = _written;
    }

    /// <summary>Number of the current segment.</summary>
    public int Segment { get; private set; }

    /// <summary>False when the last stop left no mark: its segment is left as it is.</summary>
    public bool WasClean { get; }

    private long Tail => _written + _gatheredLength;

    /// <exception cref="IOException">Not written; the whole batch is to be given up with <see cref="Abandon"/>.</exception>
    public BlobLocation Append(PendingBody body)
    {
        if (Tail >= _rollAt) Roll();
        Pad();
        var location = new BlobLocation(Segment, Tail, body.StoredLength, body.Length);
        var record = body.Memory;
        if (record.IsEmpty) CopyFromFile(body);
        else Gather(record);
        return location;
    }

    /// <summary>Forces all appended records to the disk.</summary>
    public void Sync()
    {
        WriteGathered();
        Failpoints.Hit(Failpoints.AfterAppend);
        _disk.Sync(_file!);
        _batchStart = _written;
    }

    /// <summary>Gives up what was appended since the last sync.</summary>
    public void Abandon()
    {
        _gatheredLength = 0;
        _written = _batchStart;
    }

    /// <summary>Marks an orderly stop, so that the next start goes on in the same segment.</summary>
    public void CloseClean()
    {
        Sync();
        var mark = Path.Combine(_files.Folder, CleanMark);
        using (var file = File.OpenHandle(mark, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Segment} {_written}\n")), 0);
            RandomAccess.FlushToDisk(file);
        }
        _disk.SyncFolder(_files.Folder);
    }

    public void Dispose() => _file?.Dispose();

    private bool ReadCleanMark(out int segment, out long written)
    {
        (segment, written) = (0, 0);
        var mark = Path.Combine(_files.Folder, CleanMark);
        if (!File.Exists(mark)) return false;
        var parts = File.ReadAllText(mark).Split(' ', StringSplitOptions.TrimEntries);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out segment)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out written)
            && new FileInfo(_files.PathOf(segment)) is { Exists: true } file && file.Length >= written;
    }

    private SafeFileHandle OpenForWriting(int segment) =>
        File.OpenHandle(_files.PathOf(segment), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private void Roll()
    {
        // The batch's part in the old segment must be durable too before its transaction.
        WriteGathered();
        _disk.Sync(_file!);
        Begin();
        _batchStart = _written;
    }

    /// <summary>Nothing has changed when it fails: the segment there was goes on.</summary>
    private void Begin()
    {
        var (segment, file) = _files.Begin(_disk);
        _file?.Dispose();
        if (_file is not null) _files.Grown(Segment);
        (Segment, _file) = (segment, file);
        _written = SegmentFormat.FileHeaderLength;
    }

    private void Pad()
    {
        var padding = (int)(SegmentFormat.Padded(Tail) - Tail);
        Gather("\0\0\0\0\0\0\0"u8[..padding]);
    }

    private void Gather(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_gatheredLength == GatherLength) WriteGathered();
            var part = Math.Min(bytes.Length, GatherLength - _gatheredLength);
            bytes[..part].CopyTo(_gathered.AsSpan(_gatheredLength));
            _gatheredLength += part;
            bytes = bytes[part..];
        }
    }

    private void CopyFromFile(PendingBody body)
    {
        for (long at = 0; at < body.StoredLength;)
        {
            if (_gatheredLength == GatherLength) WriteGathered();
            var read = body.Read(_gathered.AsSpan(_gatheredLength), at);
            if (read == 0) throw new IOException("a spooled record ended early");
            _gatheredLength += read;
            at += read;
        }
    }

    private void WriteGathered()
    {
        if (_gatheredLength == 0) return;
        _disk.Write(_file!, _gathered.AsSpan(0, _gatheredLength), _written);
        _written += _gatheredLength;
        _gatheredLength = 0;
    }
}
