namespace Postamt.Load.Machines;

/// <summary>A folder of one run on the disk that is measured; it goes with the run. Readable by the users mail servers turn into.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly bool _keep;

    internal WorkFolder(RunOptions options)
    {
        _keep = options.Keep;
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.Work), "postamt-bench-" + Guid.NewGuid().ToString("N")[..8]);
        System.IO.Directory.CreateDirectory(Path, Everyone);
    }

    internal string Path { get; }

    /// <summary>Makes a folder in it.</summary>
    internal string Folder(params string[] parts)
    {
        var path = System.IO.Path.Combine([Path, .. parts]);
        System.IO.Directory.CreateDirectory(path, Everyone);
        return path;
    }

    public void Dispose()
    {
        if (_keep) Run.Say($"left behind: {Path}");
        else System.IO.Directory.Delete(Path, recursive: true);
    }
}
