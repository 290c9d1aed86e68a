using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <summary>The writes and forced writes of the segments, in one place so that tests can let them fail.</summary>
internal class DiskAccess
{
    /// <summary>ENOSPC.</summary>
    public const int NoSpaceLeft = 28;

    private const int QuotaExceeded = 122;
    private const int ReadOnly = 0;

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Returns when the file's content and length are on the disk.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    /// <exception cref="ForcedWriteException">They may not be, and a second try would not tell.</exception>
    public virtual void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }
        if (FileDataSync(file) != 0) throw Failed("fdatasync failed");
    }

    /// <summary>Makes new file names of the folder durable: without it a file that was itself forced out can be gone after a power cut.</summary>
    public virtual void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        // The runtime opens no folders.
        using var folder = Open(path, ReadOnly);
        if (folder.IsInvalid) throw new IOException($"the folder {path} could not be opened: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        if (FileSync(folder) != 0) throw Failed($"the folder {path} could not be forced to the disk");
    }

    /// <summary>Stands right before the database's commit.</summary>
    public virtual void BeforeCommit()
    {
    }

    public static bool IsNoSpace(IOException e) => e.HResult is NoSpaceLeft or QuotaExceeded or unchecked((int)0x80070070) or unchecked((int)0x80070027);

    private static IOException Failed(string what)
    {
        var cause = new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        return IsNoSpace(cause) ? cause : new ForcedWriteException(cause);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FileSync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static extern int FileDataSync(SafeFileHandle file);
}
