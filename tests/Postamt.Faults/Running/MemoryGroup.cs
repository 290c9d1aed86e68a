using System.Globalization;

namespace Postamt.Faults.Running;

/// <summary>A control group whose processes may have so much memory together; who wants more is killed (cgroups(7), either version).</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Old = "/sys/fs/cgroup/memory";
    private const string Unified = "/sys/fs/cgroup";

    private readonly bool _isOld = Directory.Exists(Old);
    private readonly string _folder;

    /// <summary>The test is skipped where this user may not make one.</summary>
    public MemoryGroup(long octets)
    {
        _folder = Path.Combine(_isOld ? Old : Unified, $"postamt-faults-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(Path.Combine(_folder, _isOld ? "memory.limit_in_bytes" : "memory.max"), octets.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(_folder)) Directory.Delete(_folder);
            Assert.Skip($"no control group for memory can be made: {refused.Message}");
        }
    }

    /// <summary>Runs a program in it.</summary>
    public IReadOnlyList<string> Under => ["sh", "-c", $"echo $$ > {_folder}/cgroup.procs && exec \"$@\"", "sh"];

    /// <summary>Octets they have had at one time, with files the kernel keeps for them.</summary>
    public long Most => long.Parse(File.ReadAllText(Path.Combine(_folder, _isOld ? "memory.max_usage_in_bytes" : "memory.peak")), CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(_folder);
}
