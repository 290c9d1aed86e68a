using System.Globalization;

namespace Postamt.Load.Processes;

/// <summary>Processor time of a process's threads by name: which part of a server is busy, without a profiler. Threads that ended are not in it.</summary>
internal static class ThreadTimes
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds so far.</summary>
    internal static Dictionary<string, double> Of(int process)
    {
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var folder in System.IO.Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                var text = File.ReadAllText(Path.Combine(folder, "stat"));
                var end = text.LastIndexOf(')');
                var name = text[(text.IndexOf('(') + 1)..end];
                var columns = text[(end + 2)..].Split(' ');
                var seconds = (long.Parse(columns[11], CultureInfo.InvariantCulture) + long.Parse(columns[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
                times[name] = times.GetValueOrDefault(name) + seconds;
            }
            catch (IOException)
            {
                // The thread ended between the listing and the reading.
            }
        }
        return times;
    }

    /// <summary>The busiest names between two looks, as in "postamt writer 3.1 s".</summary>
    internal static string Between(Dictionary<string, double> before, Dictionary<string, double> after) =>
        string.Join(", ", after.Select(each => (Name: each.Key, Seconds: each.Value - before.GetValueOrDefault(each.Key)))
            .Where(each => each.Seconds >= 0.02).OrderByDescending(each => each.Seconds).Take(6)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Name} {each.Seconds:N2} s")));
}
