using System.Globalization;

namespace Postamt.Attacks.Oracle;

/// <summary>A process as the kernel sees it.</summary>
/// <param name="Started">Ticks after boot: tells a process from a later one with the same id.</param>
internal sealed record Reading(long Started, TimeSpan Cpu, long Resident)
{
    // USER_HZ, as every Linux has it towards programs.
    private const int TicksPerSecond = 100;

    /// <returns>Null: there is no such process, or only what its parent has not buried yet.</returns>
    public static Reading? Of(int process)
    {
        try
        {
            // proc(5): the name stands in brackets and may hold anything; the state is the first field behind it.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X")
                return null;
            return new Reading(Number(fields[19]), TimeSpan.FromSeconds((double)(Number(fields[11]) + Number(fields[12])) / TicksPerSecond), Number(fields[21]) * Environment.SystemPageSize);
        }
        catch (IOException)
        {
            // No such file, or no such process while it is read.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
