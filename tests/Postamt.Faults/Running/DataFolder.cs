namespace Postamt.Faults.Running;

/// <summary>A private folder with the data of one post office; gone with the test.</summary>
internal sealed class DataFolder : IDisposable
{
    // The socket of a killed process can be neither opened nor copied.
    private const string Door = "door.sock";

    private readonly string _folder = Directory.CreateTempSubdirectory("postamt-faults-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "data");

    /// <summary>The regular files as they stand now, in a folder of their own: looking into them changes nothing for the next start.</summary>
    public DataFolder Copy()
    {
        var copy = new DataFolder();
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != Door))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file.FullName));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            file.CopyTo(target);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
