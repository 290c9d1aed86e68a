namespace Postamt.Faults.Running;

/// <summary>What the threads of a process are doing, as in proc(5).</summary>
internal static class ThreadStates
{
    /// <summary>
    /// True once a stop has reached every thread: one is stopped, and the others are stopped too or inside a system call that ends in being
    /// stopped, as a forced write does.
    /// </summary>
    public static bool AllHeld(int process)
    {
        var states = Directory.GetDirectories($"/proc/{process}/task").Select(State).ToList();
        return states.Contains('T') && states.TrueForAll(state => state is 'T' or 'D' or 'Z' or 'X');
    }

    private static char State(string thread)
    {
        try
        {
            // pid (name) state ...: a name may hold anything, a closing parenthesis too.
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            // It ended between the listing and the look.
            return 'X';
        }
    }
}
