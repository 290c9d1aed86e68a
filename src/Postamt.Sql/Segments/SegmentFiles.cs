using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <summary>Names of segments, and open handles for reading them.</summary>
internal sealed class SegmentFiles(string folder) : IDisposable
{
    private const int MaxOpen = 256;

    private readonly ConcurrentDictionary<int, SafeFileHandle> _open = new();

    public string Folder { get; } = folder;

    public string PathOf(int segment) => Path.Combine(Folder, segment.ToString("D8", CultureInfo.InvariantCulture) + ".seg");

    /// <summary>Numbers of the segments there are, ascending.</summary>
    public IReadOnlyList<int> List() =>
        [.. System.IO.Directory.EnumerateFiles(Folder, "*.seg")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0)
            .Order()];

    /// <exception cref="IOException">There is no such segment, or no descriptor left.</exception>
    public SafeFileHandle Open(int segment)
    {
        if (_open.TryGetValue(segment, out var handle)) return handle;
        // A handle that is dropped here is closed by its finaliser, when the last reader has let go of it.
        if (_open.Count >= MaxOpen && _open.Keys.FirstOrDefault() is var oldest and > 0) _open.TryRemove(oldest, out _);
        return _open.GetOrAdd(segment, number => File.OpenHandle(PathOf(number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }

    public void Dispose()
    {
        foreach (var segment in _open.Keys)
        {
            if (_open.TryRemove(segment, out var handle)) handle.Dispose();
        }
    }
}
