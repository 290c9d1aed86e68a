using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Postamt.Load.Processes;

namespace Postamt.Load.Machines;

/// <summary>What a reader must know of the machine to compare figures; nothing that names it.</summary>
internal static class MachineFacts
{
    internal static async Task<string> DescribeAsync(string workFolder, CancellationToken cancellationToken)
    {
        Run.Say("measuring the disk");
        var disk = DiskSpeed.Measure(workFolder);
        // What was built, not what the tree has moved on to since.
        var version = (await ForeignProgram.RunAsync("dotnet", [Checkout.Program, "--version"], cancellationToken)).Text.Trim().Split('+');
        var drive = DriveInfo.GetDrives().Where(each => workFolder.StartsWith(each.RootDirectory.FullName, StringComparison.Ordinal)).MaxBy(each => each.RootDirectory.FullName.Length);
        var text = new StringBuilder();
        void Fact(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        Fact("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        Fact("commit", version.Length == 2 ? version[1][..Math.Min(9, version[1].Length)] : "unknown");
        Fact("processor", $"{Environment.ProcessorCount} × {Value("/proc/cpuinfo", "model name")}; clients run on the same machine");
        Fact("memory", Value("/proc/meminfo", "MemTotal"));
        Fact("system", $"{Value("/etc/os-release", "PRETTY_NAME", '=').Trim('"')}, Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {RuntimeInformation.FrameworkDescription}");
        Fact("disk", string.Create(CultureInfo.InvariantCulture, $"{drive?.DriveFormat ?? "unknown"}; {disk.FsyncsPerSecond:N0} appends of 4 KiB with fsync/s, {disk.AppendBytesPerSecond / 1e6:N0} MB/s appended"));
        return text.ToString();
    }

    private static string Value(string file, string name, char separator = ':') =>
        File.ReadLines(file).Select(line => line.Split(separator, 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim() ?? "unknown";
}
