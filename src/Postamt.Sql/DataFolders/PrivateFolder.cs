namespace Postamt.Sql.DataFolders;

/// <summary>A folder that only its owner may look into, whatever the umask says.</summary>
public static class PrivateFolder
{
    /// <summary>Makes it where it is missing; one that is there stays as it is.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(path);
        else System.IO.Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
