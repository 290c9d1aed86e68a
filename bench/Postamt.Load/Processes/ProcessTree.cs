using System.Globalization;

namespace Postamt.Load.Processes;

/// <summary>
/// CPU time and memory of processes with everything they started, from /proc. A process that ended counts in its parent, which
/// waited for it; both Postfix's and Dovecot's masters do.
/// </summary>
internal static class ProcessTree
{
    // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    internal static double CpuSeconds(IReadOnlyCollection<int> roots) =>
        Members(roots).Sum(process => process.Ticks) / TicksPerSecond;

    /// <summary>Proportional set size: a shared page counts in parts, so a sum over processes counts it once.</summary>
    internal static long PssBytes(IReadOnlyCollection<int> roots) => Members(roots).Sum(process => Pss(process.Id));

    /// <summary>Octets one process gave to the disk so far (write_bytes).</summary>
    internal static long WrittenBytes(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith("write_bytes:", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The same of all that live; a process that ended has taken its counter with it.</summary>
    internal static long WrittenBytes(IReadOnlyCollection<int> roots) => Members(roots).Sum(process => WrittenBytesOrNone(process.Id));

    internal static IReadOnlyList<int> Ids(IReadOnlyCollection<int> roots) => [.. Members(roots).Select(process => process.Id)];

    internal static int Count(IReadOnlyCollection<int> roots) => Members(roots).Count;

    private static List<Stat> Members(IReadOnlyCollection<int> roots)
    {
        var all = new List<Stat>();
        foreach (var folder in System.IO.Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) is { } stat) all.Add(stat);
        }
        var children = all.ToLookup(process => process.Parent);
        var members = new List<Stat>();
        var open = new Stack<Stat>(all.Where(process => roots.Contains(process.Id)));
        while (open.TryPop(out var process))
        {
            members.Add(process);
            foreach (var child in children[process.Id]) open.Push(child);
        }
        return members;
    }

    private static Stat? Read(int id)
    {
        try
        {
            // The second column is the name in brackets and may hold anything; the third starts after the last bracket.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var columns = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Number(int column) => long.Parse(columns[column - 3], CultureInfo.InvariantCulture);
            return new Stat(id, (int)Number(4), Number(14) + Number(15) + Number(16) + Number(17));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long WrittenBytesOrNone(int id)
    {
        try
        {
            return WrittenBytes(id);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Pss(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").FirstOrDefault(each => each.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <param name="Ticks">User and system time, its own and that of children it waited for.</param>
    private readonly record struct Stat(int Id, int Parent, long Ticks);
}
