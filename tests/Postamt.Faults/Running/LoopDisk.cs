using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Postamt.Faults.Running;

/// <summary>
/// An ext4 file system of its own in a file, mounted over a loop device: its power can be cut, it can be full, it can break. It goes
/// with the test; what a killed test run left is removed by the next.
/// </summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    private const string Prefix = "postamt-disk-";

    // _IOR('X', 125, __u32); 2: nothing more is written, not even the file system's own log.
    private const ulong Shutdown = 0x8004587d;
    private const uint NoLogFlush = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly Once<string[]> LeftOvers = new(RemoveLeftOversAsync);

    private readonly string _root;
    private readonly string _options;

    private LoopDisk(string root, string options)
    {
        _root = root;
        _options = options;
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Combine(_root, "mount");

    private string Image => Path.Combine(_root, "image");

    /// <summary>Skips the test, with the reason, where this is not permitted.</summary>
    /// <param name="format">More arguments for mkfs.ext4.</param>
    public static async Task<LoopDisk> MakeAsync(int mebibytes, string[]? format = null, string options = "loop")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root on Linux may mount loop devices");
        var mkfs = BoundedProgram.Find("mkfs.ext4");
        Assert.SkipWhen(mkfs is null, "mkfs.ext4 is not installed");
        await LeftOvers.GetAsync();
        var root = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
        // A database on it belongs to a user of its own.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var disk = new LoopDisk(root, options);
        try
        {
            Directory.CreateDirectory(disk.Folder);
            await using (var image = File.Create(disk.Image))
                image.SetLength(mebibytes * 1024L * 1024);
            var made = await BoundedProgram.RunAsync(mkfs!, ["-q", "-F", "-m", "0", .. format ?? [], disk.Image], Limit);
            Assert.True(made.ExitCode == 0, made.Error);
            var mounted = await disk.TryMountAsync();
            Assert.SkipWhen(mounted is not null, $"a loop device cannot be mounted here: {mounted}");
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    /// <summary>All that was written up to now is on the disk.</summary>
    public async Task SettleAsync()
    {
        var (exitCode, _, error) = await BoundedProgram.RunAsync("sync", ["-f", Folder], Limit);
        Assert.True(exitCode == 0, error);
    }

    /// <summary>From this moment nothing more reaches the disk, and what was only in memory never will. Skips the test where the kernel does not offer it.</summary>
    public void CutPower()
    {
        using var folder = Open(Folder, 0);
        var how = NoLogFlush;
        var answer = Control(folder, Shutdown, ref how);
        Assert.SkipUnless(answer == 0, $"the kernel does not stop the file system: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>As a start of the machine does: unmounted, its log replayed.</summary>
    public async Task RestartAsync()
    {
        await UnmountAsync();
        Assert.Null(await TryMountAsync());
    }

    /// <summary>The same, with a check that mends the file system.</summary>
    public async Task MendAsync()
    {
        await UnmountAsync();
        var (exitCode, output, error) = await BoundedProgram.RunAsync(BoundedProgram.Find("e2fsck")!, ["-f", "-y", Image], Limit);
        // e2fsck(8): 0 nothing to do, 1 mended.
        Assert.True(exitCode is 0 or 1, output + error);
        Assert.Null(await TryMountAsync());
    }

    /// <summary>The name of its loop device, as in loop3.</summary>
    public async Task<string> DeviceAsync()
    {
        var line = (await File.ReadAllLinesAsync("/proc/mounts")).Single(mount => mount.Split(' ')[1] == Folder);
        return Path.GetFileName(line.Split(' ')[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync(_root);
    }

    private static async Task RemoveAsync(string root)
    {
        var mount = Path.Combine(root, "mount");
        if (IsMounted(mount))
            await BoundedProgram.RunAsync("umount", ["-l", mount], Limit, CancellationToken.None);
        if (!IsMounted(mount))
            Directory.Delete(root, recursive: true);
    }

    private static async Task<string[]> RemoveLeftOversAsync()
    {
        var removed = new List<string>();
        foreach (var root in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var id = Path.GetFileName(root)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(id, CultureInfo.InvariantCulture, out var process) || Directory.Exists($"/proc/{process}")) continue;
            await RemoveAsync(root);
            removed.Add(root);
        }

        return [.. removed];
    }

    private static bool IsMounted(string folder) => File.ReadLines("/proc/mounts").Any(mount => mount.Split(' ')[1] == folder);

    private async Task<string?> TryMountAsync()
    {
        var (exitCode, output, error) = await BoundedProgram.RunAsync("mount", ["-o", _options, Image, Folder], Limit);
        return exitCode == 0 ? null : (output + error).Trim();
    }

    private async Task UnmountAsync()
    {
        // The killed processes give their files back one after the other.
        for (var patience = Limit; ; patience -= Pause)
        {
            var (exitCode, output, error) = await BoundedProgram.RunAsync("umount", [Folder], Limit);
            if (exitCode == 0) return;
            Assert.True(patience > TimeSpan.Zero, output + error);
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(SafeFileHandle file, ulong request, ref uint argument);
}
