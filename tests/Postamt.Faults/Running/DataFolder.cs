namespace Postamt.Faults.Running;

/// <summary>A private folder with the data of one post office; gone with the test.</summary>
internal sealed class DataFolder : IDisposable
{
    // The socket of a killed process can be neither opened nor copied.
    private const string Door = "door.sock";

    private readonly string _folder;
    private readonly string? _foreign;

    public DataFolder()
        : this(Directory.CreateTempSubdirectory("postamt-faults-").FullName)
    {
    }

    private DataFolder(string folder, string? foreign = null)
    {
        _folder = folder;
        _foreign = foreign;
    }

    /// <summary>Where everything is that is not in the folder, as an office and its verbs are told; empty for nothing.</summary>
    public IReadOnlyList<string> Database { get; init; } = [];

    public string Path => _foreign ?? System.IO.Path.Combine(_folder, "data");

    /// <summary>A running server's, which goes with that.</summary>
    public static DataFolder Of(string path) => new("", path);

    /// <summary>On a disk of its own, with which it goes.</summary>
    public static DataFolder On(LoopDisk disk) => new(Directory.CreateDirectory(System.IO.Path.Combine(disk.Folder, "home")).FullName);

    /// <summary>The regular files as they stand now, in a folder of their own: looking into them changes nothing for the next start.</summary>
    public DataFolder Copy()
    {
        var copy = new DataFolder { Database = Database };
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(DataFolder copy)
    {
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != Door))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file.FullName));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            file.CopyTo(target);
        }
    }

    public void Dispose()
    {
        if (_foreign is null && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
