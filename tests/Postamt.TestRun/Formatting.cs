using System.Diagnostics;

namespace Postamt.TestRun;

/// <summary>White space as .editorconfig says. Counts as one test: the folder mode needs no build and takes seconds.</summary>
internal static class Formatting
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static ProjectOutcome Check(string root, string logs, ChildProcesses children)
    {
        var clock = Stopwatch.StartNew();
        var log = Path.Combine(logs, "format.log");
        var exit = children.Run(
            "dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "artifacts"], root, log, Limit);
        return exit == 0
            ? new ProjectOutcome("format", 1, [], [], clock.Elapsed)
            : ProjectOutcome.Crashed("format", clock.Elapsed, "white space is not as .editorconfig says; mend it with: dotnet format whitespace . --folder",
                string.Join('\n', File.ReadLines(log).Take(20)));
    }
}
