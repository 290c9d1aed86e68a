using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Spooling;

/// <summary>Temporary files of the spool: mode 0600, their name removed at once, so that the space goes with the handle.</summary>
internal static class SpoolFile
{
    public const string Pattern = "*.spool";

    public static SafeFileHandle CreateUnlinked(string folder)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".spool");
        if (OperatingSystem.IsWindows()) return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        using var made = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        });
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        return handle;
    }
}
