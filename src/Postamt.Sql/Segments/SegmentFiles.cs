using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <summary>Names and numbers of segments, and open handles for reading them. Safe from any thread.</summary>
internal sealed class SegmentFiles : IDisposable
{
    private const int MaxOpen = 256;

    private readonly ConcurrentDictionary<int, SafeFileHandle> _open = new();
    private readonly ConcurrentDictionary<int, bool> _growing = new();
    private int _last;

    public SegmentFiles(string folder)
    {
        Folder = folder;
        _last = List().LastOrDefault();
    }

    public string Folder { get; }

    public string PathOf(int segment) => Path.Combine(Folder, segment.ToString("D8", CultureInfo.InvariantCulture) + ".seg");

    /// <summary>Numbers of the segments there are, ascending.</summary>
    public IReadOnlyList<int> List() =>
        [.. System.IO.Directory.EnumerateFiles(Folder, "*.seg")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0)
            .Order()];

    /// <summary>Begins a segment no other has the number of; its name and header are durable.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public (int Number, SafeFileHandle File) Begin(DiskAccess disk)
    {
        var number = Interlocked.Increment(ref _last);
        var file = File.OpenHandle(PathOf(number), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> header = stackalloc byte[SegmentFormat.FileHeaderLength];
            SegmentFormat.WriteFileHeader(header, number);
            disk.Write(file, header, 0);
            disk.Sync(file);
            disk.SyncFolder(Folder);
            _growing[number] = true;
            return (number, file);
        }
        catch
        {
            // On a full disk this is tried again and again: nothing may be left each time.
            file.Dispose();
            File.Delete(PathOf(number));
            throw;
        }
    }

    /// <exception cref="IOException">There is no such segment, or no descriptor left.</exception>
    public SafeFileHandle Open(int segment)
    {
        if (_open.TryGetValue(segment, out var handle)) return handle;
        // A handle that is dropped here is closed by its finaliser, when the last reader has let go of it.
        if (_open.Count >= MaxOpen && _open.Keys.FirstOrDefault() is var oldest and > 0) _open.TryRemove(oldest, out _);
        return _open.GetOrAdd(segment, number => File.OpenHandle(PathOf(number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <summary>A segment of an earlier process goes on.</summary>
    public void GrowsAgain(int segment) => _growing[segment] = true;

    /// <summary>Nothing is appended to it any more.</summary>
    public void Grown(int segment) => _growing.TryRemove(segment, out _);

    /// <summary>Somebody in this process may append to it. Once false, it stays so.</summary>
    public bool IsGrowing(int segment) => _growing.ContainsKey(segment);

    /// <summary>Takes the file away. Who has it open reads on; the name is gone for good when this returns.</summary>
    /// <exception cref="IOException">It could not be removed.</exception>
    public void Remove(int segment, DiskAccess disk)
    {
        File.Delete(PathOf(segment));
        _open.TryRemove(segment, out _);
        disk.SyncFolder(Folder);
    }

    public void Dispose()
    {
        foreach (var segment in _open.Keys)
        {
            if (_open.TryRemove(segment, out var handle)) handle.Dispose();
        }
    }
}
