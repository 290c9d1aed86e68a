using System.Globalization;

namespace Postamt.Server.Hosting;

/// <summary>
/// How many connections there may be: each is an open file of this process, and a mail on its way another. A process that has none left could not even send anybody away,
/// and would ask the kernel for the next visitor again and again.
/// </summary>
internal static class OpenFiles
{
    private const string KernelSays = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>What the process has open besides: database, contents, its own connections.</summary>
    private const int Own = 300;

    private const int PerConnection = 2;

    /// <summary>Of this process; null where the kernel does not say, or has no limit.</summary>
    internal static int? Limit() => File.Exists(KernelSays) ? LimitIn(File.ReadAllText(KernelSays)) : null;

    /// <param name="limits">As in proc(5).</param>
    internal static int? LimitIn(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(each => each.StartsWith(Line, StringComparison.Ordinal));
        return int.TryParse(line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <param name="wanted">Where files are no limit.</param>
    internal static int Connections(int wanted, int? limit) => limit is not { } files ? wanted : Math.Min(wanted, Math.Max(files - Own, files / 4) / PerConnection);
}
