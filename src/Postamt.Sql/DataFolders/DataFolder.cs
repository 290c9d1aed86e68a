using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.DataFolders;

/// <summary>
/// DATA with its parts, and the lock that makes this process its only writer. The lock is flock(2) on DATA/lock: it goes with
/// the process, however that ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "postamt.db");

    public string Spool => System.IO.Path.Combine(Path, "spool");

    /// <exception cref="DataFolderException">In use, or not to be read or written.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            PrivateFolder.Make(path);
            var folder = new DataFolder(path, Lock(path));
            PrivateFolder.Make(folder.Spool);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {path} cannot be read and written ({e.Message}); give its owner the rights or choose another folder with --data.", e);
        }
    }

    /// <summary>The folder of the segments, made where it is missing.</summary>
    public string MakeSegments()
    {
        var path = System.IO.Path.Combine(Path, "segments");
        PrivateFolder.Make(path);
        return path;
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        FileStream held;
        try
        {
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw new DataFolderInUse(path);
        }
        // FileShare.None can be switched off by an environment variable of the runtime; the lock itself must not.
        if (!OperatingSystem.IsWindows() && Flock(held.SafeFileHandle, LockExclusive | LockNonBlocking) != 0)
        {
            held.Dispose();
            throw new DataFolderInUse(path);
        }
        return held;
    }

    // EAGAIN/EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsTaken(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Flock(SafeFileHandle file, int operation);
}
