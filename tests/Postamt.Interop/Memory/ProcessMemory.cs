using System.Globalization;

namespace Postamt.Interop.Memory;

/// <summary>What the kernel says of a process, in octets. Peaks are those since <see cref="ForgetPeak"/>.</summary>
internal sealed class ProcessMemory
{
    public const double Mebibyte = 1024 * 1024;
    private const string PeakOfResident = "5";

    private readonly int _process;

    public ProcessMemory(int process)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        _process = process;
    }

    public long Resident => Read("status", "VmRSS:");

    public long Peak => Read("status", "VmHWM:");

    /// <summary>Pages shared with other processes count in part.</summary>
    public long Proportional => Read("smaps_rollup", "Pss:");

    public void ForgetPeak() => File.WriteAllText($"/proc/{_process}/clear_refs", PeakOfResident);

    private long Read(string file, string name)
    {
        var line = File.ReadLines($"/proc/{_process}/{file}").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
