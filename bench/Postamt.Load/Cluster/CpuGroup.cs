using System.Globalization;

namespace Postamt.Load.Cluster;

/// <summary>A control group whose processor time the kernel adds up: of processes in it and all they start later (cgroups(7), either version).</summary>
internal sealed class CpuGroup : IDisposable
{
    private const string Old = "/sys/fs/cgroup/cpuacct";
    private const string Unified = "/sys/fs/cgroup";

    private readonly string _root = System.IO.Directory.Exists(Old) ? Old : Unified;
    private readonly string _folder;

    /// <exception cref="LoadException">This user may not make one.</exception>
    internal CpuGroup(string name)
    {
        _folder = Path.Combine(_root, name);
        try
        {
            System.IO.Directory.CreateDirectory(_folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"processor time is counted by control group, and {_folder} cannot be made: {refused.Message}. Run this as root.");
        }
    }

    internal double CpuSeconds => _root == Old
        ? long.Parse(File.ReadAllText(Path.Combine(_folder, "cpuacct.usage")), CultureInfo.InvariantCulture) / 1e9
        : long.Parse(File.ReadLines(Path.Combine(_folder, "cpu.stat")).First(line => line.StartsWith("usage_usec ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture) / 1e6;

    /// <summary>One that has ended meanwhile is left out.</summary>
    internal void Take(IEnumerable<int> processes) => Move(processes, _folder);

    /// <summary>Back to where all are.</summary>
    internal void Release(IEnumerable<int> processes) => Move(processes, _root);

    public void Dispose()
    {
        var left = File.ReadAllLines(Path.Combine(_folder, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture));
        Release(left);
        System.IO.Directory.Delete(_folder);
    }

    private static void Move(IEnumerable<int> processes, string folder)
    {
        foreach (var process in processes)
        {
            try
            {
                File.WriteAllText(Path.Combine(folder, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
            }
            catch (IOException) when (!System.IO.Directory.Exists($"/proc/{process}"))
            {
                // It has ended meanwhile.
                continue;
            }
        }
    }
}
